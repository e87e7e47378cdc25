"""Runs the program on one generated manifest, step by step, and judges every step by what the contract asks for."""
import collections
import os
import re
import signal
import subprocess

import yaml

import reader
from manifest import after

DONE, NOTHING, REFUSED = 0, 3, 4
NOTE = re.compile(rb"^[ \t]*#.*cnpg-dr back:")
GENERATION = re.compile(
    rb"""(?P<key>\b(?:serverName|source|name)[ ]*:[ ]+(?:&[\w.-]+[ ]+)?)(?:"(?P<d>[^"\n]*)"|'(?P<s>[^'\n]*)'|(?P<p>[^\s,{}#*"'&][^\s,{}]*))""")


class Wrong(Exception):
    """The program broke a rule."""


class Late(Exception):
    """The program did not end."""


def late(number, frame):
    raise Late


signal.signal(signal.SIGALRM, late)


def need(ok, what, *detail):
    if not ok:
        raise Wrong(what + "".join(f" [{d!r:.300}]" for d in detail))


Result = collections.namedtuple("Result", "returncode stdout stderr")


class Program:
    """The program, run on a copy in a folder of its own. What it prints goes to files: a pipe costs more than the run."""

    def __init__(self, binary, scratch):
        self.binary, self.folder = binary, os.path.join(scratch, "work")
        os.mkdir(self.folder)
        self.path = os.path.join(self.folder, "cluster.yaml")
        self.runs = 0
        self.printed = [open(os.path.join(scratch, name), "w+b", buffering=0) for name in ("out", "err")]

    def put(self, data):
        with open(self.path, "wb") as f:
            f.write(data)

    def get(self):
        with open(self.path, "rb") as f:
            return f.read()

    def run(self, *arguments, data=None):
        self.runs += 1
        out, err = self.printed
        for f in self.printed:
            f.seek(0)
            f.truncate()
        p = subprocess.Popen([self.binary, *arguments], stdin=subprocess.PIPE if data is not None else subprocess.DEVNULL,
                             stdout=out, stderr=err, close_fds=False)
        signal.setitimer(signal.ITIMER_REAL, 20)
        try:
            if data is not None:
                p.stdin.write(data)
                p.stdin.close()
            p.wait()
        except BrokenPipeError:
            p.wait()
        except Late:
            p.kill()
            p.wait()
            raise Wrong(f"{' '.join(arguments)}: did not end within 20 seconds")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        texts = []
        for f in self.printed:
            f.seek(0)
            texts.append(f.read())
        p = Result(p.returncode, *texts)
        if p.returncode < 0 or p.returncode > 128 or b"Sanitizer" in p.stderr:
            raise Wrong(f"{' '.join(arguments)}: ended by signal or sanitizer ({p.returncode}): {p.stderr[-300:]!r}")
        return p

    def step(self, *arguments, expect=DONE):
        """A command on the manifest; what it left there."""
        before = self.get()
        p = self.run(*arguments, self.path)
        text = p.stderr.decode(errors="replace").replace(self.path, "cluster.yaml").strip()
        need(p.returncode == expect, f"{' '.join(arguments)}: exit {p.returncode}, must be {expect}", text)
        data = self.get()
        if expect != DONE:
            need(data == before, f"{' '.join(arguments)}: exit {expect}, and the file changed")
        need(sorted(os.listdir(self.folder)) == ["cluster.yaml"], f"{arguments[0]}: left files behind", os.listdir(self.folder))
        return data, text + "\n" + p.stdout.decode(errors="replace")


# -- lines -------------------------------------------------------------------------------------------------------------

def lines_of(data):
    return data.splitlines(keepends=True) if b"\r" not in data else re.findall(rb"[^\n]*\n|[^\n]+$", data)


def masked(line, names):
    """The line with each generation in it replaced by a mark; how it is quoted stays, but for what needs it."""
    def mark(m):
        value = m["d"] if m["d"] is not None else m["s"] if m["s"] is not None else m["p"]
        if value.decode(errors="replace") not in names:
            return m[0]
        quote = b'"' if m["d"] is not None else b"'" if m["s"] is not None else b""
        return m["key"] + quote + b"<generation>" + quote
    return GENERATION.sub(mark, line)


ENTRY = rb"(?:serverName|database|owner|secret|name|source|barmanObjectName)[ ]*:[ ]+(?:\{[^{}]*\}|\"[^\"]*\"|'[^']*'|[^,{}\s]*)"


def loose(line):
    """A line in flow style without the entries that a step may add to it or change."""
    line = re.sub(rb",[ ]*" + ENTRY + rb"(?=[ ]*[,}])", b"", line)
    return re.sub(rb"(?<=\{)([ ]*)" + ENTRY + rb"(?:[ ]*,[ ]*)?", rb"\1", line)


ADDED = re.compile(rb"^[ \t#]*(?:- )?(?:serverName|database|owner|secret|name|parameters|barmanObjectName)[ ]*:")
ALIAS = re.compile(rb"^(?P<key>[ \t#]*(?:- )?(?:!!merge )?[\w.<]+:)[ ]+\*[\w.-]+")


class Lines:
    """Holds two versions of a manifest against each other, line by line."""

    def __init__(self, case, names):
        self.names, self.choice = names, case.choice
        self.flow = case.choice["flow"] != "none"
        self.alias = case.choice["anchors"] in ("name", "name everywhere", "merge", "merge tag", "alias", "initdb", "initdb shared", "current shared",
                                              "current read", "previous")
        self.written = case.choice["block"] == "none"
        self.store = case.choice["read name"] == "other store"

    def same(self, old, new):
        if old == new:
            return True
        a, b = masked(old, self.names), masked(new, self.names)
        if a == b:
            return True
        if self.unquoted(a) == self.unquoted(b) and self.choice["generation"] in ("number", "boolean"):
            return True  # a name that needs quotes came or went
        if self.flow and b"{" in old and loose(old) == loose(new):
            return True
        if self.store and re.sub(rb"(barmanObjectName: )\S+", rb"\1", old) == re.sub(rb"(barmanObjectName: )\S+", rb"\1", new):
            return True
        m = ALIAS.match(old) if self.alias else None
        return bool(m and new.startswith(m["key"]))

    @staticmethod
    def unquoted(line):
        return line.replace(b'"<generation>"', b"<generation>").replace(b"'<generation>'", b"<generation>")

    def compare(self, what, old, new, extra=True):
        """Every line of old stands in new, in order and with its line end; what is more in new may be there."""
        a, b = lines_of(old), lines_of(new)
        i, added = 0, []
        for line in b:
            if i < len(a) and (self.same(a[i], line) or i == len(a) - 1 and self.same(a[i].rstrip(b"\r\n"), line.rstrip(b"\r\n"))):
                i += 1
            else:
                added.append(line)
        need(i == len(a), f"{what}: line {i + 1} is not as it was", a[i] if i < len(a) else b"", added[0] if added else b"")
        late = self.choice["read name"] == "default" or self.choice["anchors"].startswith("merge")
        more = [l for l in added if not (late and b"serverName" in l)]  # a default that was right until the first revert
        need(extra or not more, f"{what}: a line more", *more[:1])
        for line in added:
            ok = ADDED.match(line) or self.written and line.lstrip().startswith(b"#") or self.choice["anchors"] == "alias"
            need(ok, f"{what}: a line that nothing asked for", line)
        return added

    def toggled(self, what, old, new):
        """Every line of old stands in new, in order: as it was, or with a level of comment more or less. An active
        recoveryTarget may be gone."""
        b, at, target = [l.rstrip(b"\r\n") for l in lines_of(new)], 0, None
        for n, line in enumerate(lines_of(old), 1):
            line = line.rstrip(b"\r\n")
            column = len(line) - len(line.lstrip())
            target = column if line.lstrip().startswith(b"recoveryTarget:") else target if target is not None and column > target else None
            if target is not None:
                continue
            j = at
            while j < len(b) and not (self.same(line, b[j]) or any(self.same(x, b[j]) for x in less(line)) or any(self.same(line, x) for x in less(b[j]))):
                j += 1
            need(j < len(b), f"{what}: line {n} is gone or was changed", line)
            at = j + 1


def less(line):
    """The line with one level of comment less, in each style."""
    m = re.match(rb"^([ \t]*)#( ?)(.*)$", line)
    if not m:
        return []
    forms = [m[1] + m[3], m[1] + m[2] + m[3], m[1] + b" " + m[2] + m[3]]
    return forms + [b""] if not m[3].strip() else forms


def form(what, before, now, case):
    """Line ends, BOM and final newline are as they were, and so is every other document."""
    need(now.startswith(b"\xef\xbb\xbf") == before.startswith(b"\xef\xbb\xbf"), f"{what}: the BOM")
    need(now.endswith(b"\n") == before.endswith(b"\n"), f"{what}: the final newline")
    crlf = now.count(b"\r\n")
    need(now.count(b"\r") == crlf and crlf in (0, now.count(b"\n")) and (crlf > 0) == (b"\r\n" in before), f"{what}: the line ends are mixed")
    a, b = reader.documents(before), reader.documents(now)
    need(len(a) == len(b), f"{what}: {len(a)} documents became {len(b)}")
    changed = sum(x != y for x, y in zip(a, b))
    need(changed <= 1, f"{what}: {changed} documents changed")


# -- the judge ---------------------------------------------------------------------------------------------------------

class Judge:
    def __init__(self, program, case):
        self.p, self.c = program, case
        self.a = case.arguments

    def model(self, what, data, quick=False):
        try:
            return reader.chosen(data, self.c.cluster, self.c.namespace, quick)
        except (yaml.YAMLError, ValueError, KeyError, AttributeError, TypeError) as e:
            raise Wrong(f"{what}: the result cannot be read: {str(e)[:200]}")

    def step(self, *arguments, **more):
        return self.p.step(arguments[0], *self.a, *arguments[1:], **more)

    def judge(self):
        self.p.put(self.c.data)
        if self.c.codes is not None:
            self.refused()
        else:
            self.accepted()

    # -- what must be refused

    def refused(self):
        code = "|".join(sorted(self.c.codes))
        for arguments in (["recover"], ["recover", "--advance"], ["revert"]):
            before = self.p.get()
            p = self.p.run(arguments[0], *self.a, *arguments[1:], self.p.path)
            text = p.stderr.decode(errors="replace").replace(self.p.path, "cluster.yaml")
            what = " ".join(arguments)
            need(self.p.get() == before, f"{what}: changed a manifest that must be refused (exit {p.returncode})", text)
            if p.returncode == NOTHING and (arguments != ["recover"] or self.c.refusal in ("active backup", "active snapshot", "no source")):
                continue  # a manifest that recovers already: nothing to do, whatever it lacks
            need(p.returncode == REFUSED, f"{what}: exit {p.returncode}, must be {REFUSED} ({code})", text)
            need(re.match(r"^cluster\.yaml(:\d+:\d+)?: ", text), f"{what}: no place in the message", text)
            need(not p.stdout, f"{what}: refused, and wrote to standard output", p.stdout)
            if arguments == ["recover"]:
                need(re.search(rf"\b({code})\b", text), f"{what}: must be {code}", text)

    # -- what must be done

    def accepted(self):
        c = self.c
        x = self.model("the generator", c.data, True)
        self.x = x
        self.home, self.rest = x.write(), x.rest()
        self.want = self.model("the generator's reference", c.reference, True) if c.reference else None
        second, third = c.next, after(c.next)
        stale = {e.get("name") for e in x.external}
        self.names = {c.write, second, third, after(third), c.entry, *[n for n in re.findall(r"[\w.-]+-old-v3", c.data.decode())], x.name}
        self.lines = Lines(c, self.names - stale | {c.entry})

        recovering, said = self.step("recover")
        r = self.recovering("recover", c.data, recovering, c.write, second)
        self.filled(x, r, said)
        self.lines.toggled("recover", c.data, recovering)
        self.step("recover", expect=NOTHING)

        steady, _ = self.step("revert")
        self.steady("revert", c.data, steady, second)
        self.lines.compare("revert", c.data, steady)
        self.step("revert", expect=NOTHING)

        again, _ = self.step("recover")
        self.recovering("recover again", steady, again, second, third, True)
        self.lines.compare("recover again", recovering, again, extra=False)
        back, _ = self.step("revert")
        self.lines.compare("revert again", steady, back, extra=False)
        need(len(lines_of(back)) == len(lines_of(steady)), "revert again: a round leaves lines behind")

        self.steps(recovering, c.write, second, third)
        self.targets(recovering, steady, second)
        self.sinks(c.data, recovering)
        if c.reference:
            self.by_hand(second)

    def recovering(self, what, before, data, read, write, quick=False):
        """The state after recover, in every point that the contract names."""
        form(what, before, data, self.c)
        m = self.model(what, data, quick)
        need(m.methods == ["recovery"], f"{what}: methods {m.methods}")
        need(m.entry is not None, f"{what}: source {m.source!r} names no external cluster")
        need(m.read() == (self.home[0], read), f"{what}: reads {m.read()}, must read {(self.home[0], read)}")
        need(m.write() == (self.home[0], write), f"{what}: writes {m.write()}, must write {write!r}")
        for value in (m.read()[1], m.write()[1], m.source, *(m.recovery.get(k) for k in ("database", "owner"))):
            need(value is None or isinstance(value, str), f"{what}: {value!r} is no text to YAML")
        need(m.rest() == self.rest, f"{what}: changed something else", *difference(self.rest, m.rest()))
        need("recoveryTarget" not in m.recovery, f"{what}: a recoveryTarget that nobody asked for")
        mine = {self.c.entry, m.source, "legacy-db"}
        need(m.others(mine) == self.x.others(mine), f"{what}: other external clusters", m.others(mine), self.x.others(mine))
        legacy = [e for e in m.external if e["name"] == "legacy-db"]
        need(not legacy, f"{what}: the external cluster of initdb's import is still active")
        if self.c.reference:
            want = self.want
            entry = reader.bare(want.entry)
            if self.c.choice["read name"] == "other store":
                entry["plugin"]["parameters"]["barmanObjectName"] = self.home[0][1]
            need(reader.bare(m.entry) == entry, f"{what}: the external cluster", *difference(entry, reader.bare(m.entry)))
        else:
            shape, holder = self.x.holder()
            mine = reader.entry_holder(m.entry)[1]
            for key in ("endpointURL", "s3Credentials", "barmanObjectName", "destinationPath"):
                need(mine.get(key) == holder.get(key), f"{what}: the written block has another {key}", mine.get(key))
        return m

    def filled(self, x, r, said):
        """database, owner and secret: those of the block, else those of initdb, and said so."""
        want = {}
        if self.c.reference:
            want = {k: v for k, v in self.want.recovery.items() if k not in ("source", "recoveryTarget")}
        given = self.initdb()
        fill = {k: given[k] for k in ("database", "owner", "secret") if k in given and k not in want}
        got = {k: v for k, v in r.recovery.items() if k != "source"}
        need(got == {**want, **fill}, "recover: the recovery block", *difference({**want, **fill}, got))
        for key in fill:
            need(key in said, f"recover: filled in {key} and did not say so", said)
        if "database" not in want and self.c.choice["steady"] == "none" and self.c.choice["block"] not in ("mixed", "two"):
            need("app" in said, "recover: no database named anywhere, and no warning that names app", said)

    def initdb(self):
        """The initdb block of the pair: the active one, or the commented one."""
        if self.x.initdb is not None:
            return self.x.initdb
        if self.c.choice["block"] not in ("mixed", "two"):
            return {}
        n, kind = self.c.names, self.c.choice["initdb"]
        out = {} if kind in ("bare", "nothing", "braces") else {"database": n.app}
        if out and kind != "database":
            out["owner"] = n.owner
        if kind in ("secret", "brackets"):
            out["secret"] = {"name": f"{n.app}-credentials" if kind == "secret" else "x"}
        return out

    def steady(self, what, before, data, write):
        form(what, before, data, self.c)
        m = self.model(what, data)
        need(not NOTE.search(data) and b"cnpg-dr back" not in data, f"{what}: the note is still there")
        need(m.methods == self.x.methods and m.initdb == self.x.initdb, f"{what}: the bootstrap", m.spec.get("bootstrap"))
        need(m.write() == (self.home[0], write), f"{what}: writes {m.write()}, must stay {write}")
        need(m.rest() == self.rest, f"{what}: changed something else", *difference(self.rest, m.rest()))
        need([e["name"] for e in m.external] == [e["name"] for e in self.x.external], f"{what}: the external clusters are {[e['name'] for e in m.external]}")
        for new, old in zip(m.external, self.x.external):
            if old["name"] != self.c.entry:
                need(new == old, f"{what}: an external cluster that is not the recovery's", *difference(old, new))
            else:  # it stays active, and reads what is written now
                shape, holder = reader.entry_holder(new)
                reads = holder.get("serverName") or (m.name if shape == "plugin" else new["name"])
                need(reads == write, f"{what}: the external cluster that stays active reads {reads}, must read {write}")

    def by_hand(self, second):
        """From the other side: a recovery that a person wrote, without a note. It is advanced, reverted, and recovered again."""
        c, hand = self.c, self.c.reference
        self.p.put(hand)
        self.step("recover", expect=NOTHING)
        if self.want.read()[0] == self.home[0]:  # else it is a migration: refused, or read where the Cluster archives
            advanced, _ = self.step("recover", "--advance")
            self.recovering("by hand, --advance", hand, advanced, c.write, second, True)
            self.p.put(hand)
        steady, _ = self.step("revert")
        form("by hand, revert", hand, steady, c)
        m = self.model("by hand, revert", steady, True)
        need(m.methods in ([], ["initdb"]), f"by hand, revert: methods {m.methods}")
        need(m.methods or c.choice["steady"] == "none", "by hand, revert: a commented initdb is there, and no bootstrap is active")
        if c.choice["steady"] == "initdb" and c.choice["block"] != "stray":
            need(m.initdb == self.x.initdb, "by hand, revert: another initdb", m.initdb)
        need(m.write() == (self.home[0], c.write), f"by hand, revert: writes {m.write()}, must stay {c.write!r}")
        need(m.rest() == self.rest, "by hand, revert: changed something else", *difference(self.rest, m.rest()))
        imported = ((m.initdb or {}).get("import") or {}).get("source", {}).get("externalCluster")
        need(not imported or c.choice["steady"] == "none" or any(e["name"] == imported for e in m.external), f"by hand, revert: the external cluster {imported} of the import")
        mine = {c.entry, "legacy-db"}
        need(m.others(mine) == self.x.others(mine), "by hand, revert: other external clusters", m.others(mine), self.x.others(mine))
        self.lines.toggled("by hand, revert", hand, steady)
        self.step("revert", expect=NOTHING)
        again, _ = self.step("recover")
        r = self.recovering("by hand, recover", steady, again, c.write, second, True)
        kept = {k: v for k, v in self.want.recovery.items() if k not in ("source", "recoveryTarget")}
        need({k: r.recovery.get(k) for k in kept} == kept, "by hand, recover: the recovery block", r.recovery)

    def steps(self, recovering, read, write, third):
        """--retry and --advance, and what may not be asked together."""
        self.p.put(recovering)
        retried, _ = self.step("recover", "--retry")
        self.recovering("--retry", recovering, retried, read, third, True)
        self.lines.compare("--retry", recovering, retried, extra=False)
        self.p.put(recovering)
        advanced, _ = self.step("recover", "--advance")
        self.recovering("--advance", recovering, advanced, write, third, True)
        self.lines.compare("--advance", recovering, advanced, extra=False)
        self.p.put(recovering)
        self.step("recover", "--retry", "--advance", expect=2)
        self.p.put(self.c.data)
        self.step("recover", "--retry", expect=REFUSED)
        self.step("recover", "--advance", expect=REFUSED)

    def targets(self, recovering, steady, write):
        """A target is a declaration: asked twice it is there, another one replaces it, none takes it out; no generation moves."""
        self.p.put(recovering)
        for arguments, key, value in (
            (("--target-time", "2024-05-01T10:00:00+02:00"), "targetTime", None),
            (("--target-time", "2025-06-07 08:09:10+00:00"), "targetTime", None),
            (("--backup-id", "20240501T000000", "--target-immediate"), "targetImmediate", True),
            (("--target-lsn", "16/B374D848", "--exclusive"), "targetLSN", "16/B374D848"),
        ):
            data, _ = self.step("recover", *arguments)
            m = self.model(arguments[0], data, True)
            target = m.recovery.get("recoveryTarget") or {}
            need(key in target and (value is None or target[key] == value), f"{arguments[0]}: the target is {target}")
            need(len([k for k in target if k.startswith("target")]) == 1, f"{arguments[0]}: more than one target: {target}")
            need((m.read()[1], m.write()[1]) == (self.c.write, write), f"{arguments[0]}: moved a generation")
            need(m.rest() == self.rest, f"{arguments[0]}: changed something else", *difference(self.rest, m.rest()))
            self.step("recover", *arguments, expect=NOTHING)
        self.step("revert")
        need(self.p.get() == steady, "revert after a target: not what revert gives without one")
        self.p.put(data)
        none, _ = self.step("recover", "--no-target")
        need(none == recovering, "--no-target: not what recover gives without a target")
        self.step("recover", "--no-target", expect=NOTHING)
        self.p.put(self.c.data)
        both, _ = self.step("recover", "--target-lsn", "16/B374D848", "--exclusive")
        m = self.model("recover with a target", both, True)
        need(m.recovery.get("recoveryTarget") == {"targetLSN": "16/B374D848", "exclusive": True}, "recover with a target", m.recovery)
        need((m.read()[1], m.write()[1]) == (self.c.write, write), "recover with a target: other generations")

    def sinks(self, original, recovering):
        """Standard output and the diff give what the edit in place gives."""
        p = self.p.run("recover", *self.a, "-", data=original)
        need(p.returncode == DONE and p.stdout == recovering, f"recover -: exit {p.returncode}, and not the result in place", p.stderr)
        p = self.p.run("recover", *self.a, "-", data=recovering)
        need(p.returncode == NOTHING and p.stdout == recovering, f"recover - on a recovering manifest: exit {p.returncode}, or not the input", p.stderr)
        if self.c.index % 4:
            return
        self.p.put(original)
        p = self.p.run("recover", *self.a, "--dry-run", self.p.path)
        need(p.returncode == DONE and self.p.get() == original, "recover --dry-run: changed the file, or failed", p.stderr)
        done = subprocess.run(["patch", "--binary", "-s", "--no-backup-if-mismatch", self.p.path], input=p.stdout, capture_output=True, timeout=20)
        need(done.returncode == 0 and self.p.get() == recovering, "recover --dry-run: patch does not make the result of it", done.stdout)


def difference(a, b, path=""):
    """The first path at which two trees differ."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in list(a) + [k for k in b if k not in a]:
            if a.get(key) != b.get(key) or (key in a) != (key in b):
                return difference(a.get(key), b.get(key), f"{path}.{key}")
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for i, (x, y) in enumerate(zip(a, b)):
            if x != y:
                return difference(x, y, f"{path}[{i}]")
    return [path.lstrip("."), a, b]
