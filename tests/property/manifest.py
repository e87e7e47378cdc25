"""A choice becomes a manifest: the text, and the text that a person would make of it by hand for the recovery.

Blocks are made once, as lines with a column each, and written out active or as a comment in one of the styles, so that
both texts come from one source. Nothing here knows how the program edits.
"""
import re
from collections import namedtuple

PLUGIN = "barman-cloud.cloudnative-pg.io"

# kind: "yaml"; "text" (a line of a block scalar); "prose" (a comment line in the style of the block, and no YAML under its
# hash: it stays as it is); "fixed" (the same at a column of its own); "blank"; "empty" (a bare hash inside a comment)
Line = namedtuple("Line", "column text kind", defaults=("yaml",))

ANOTHER = {  # the style that goes with each where the external cluster has one of its own
    "own": "zero", "own-tight": "zero-blank", "zero": "own", "zero-blank": "own-tight", "zero-for-blank": "own",
    "each": "own", "each-tight": "zero", "method": "zero", "outer": "own", "outer-tight": "zero-blank",
}


def hashed(line, style, first, step):
    """The line as a comment. first is the block's first column, step the indentation.

    own: the hash at the block's first column, a blank, the line from there on; tight: no blank.
    zero: the hash in column 0 before the indentation; zero-blank: with a blank of its own; zero-for-blank: in place of one.
    each: the hash at each line's own column. method: a whole bootstrap whose methods have the hash at their column.
    outer: the hash one level left of the block.
    """
    at = line.column
    if line.kind == "text" and style.startswith("each"):
        line = Line(at + len(line.text) - len(line.text.lstrip()), line.text.lstrip())
        at = line.column
    if style == "method":
        first = first if at <= first or first > step else first + step
        style = "own"
    if style.startswith("outer"):
        first = max(first - step, 1)
        style = "own" if style == "outer" else "own-tight"
    rest = line.text
    if style == "own":
        text = " " * first + "# " + " " * (at - first) + rest
    elif style == "own-tight":
        text = " " * first + "#" + " " * (at - first) + rest
    elif style == "zero":
        text = "#" + " " * at + rest
    elif style == "zero-blank":
        text = "# " + " " * at + rest
    elif style == "zero-for-blank":
        text = "#" + " " * (at - 1) + rest
    elif style == "each":
        text = " " * at + "# " + rest
    else:
        text = " " * at + "#" + rest
    return text


def written(lines, state, style="own", first=0, step=2):
    """The lines of a block as text: state is "active" or "comment"."""
    out = []
    for line in lines:
        if style == "method" and line.text.startswith("externalClusters:"):
            style = "own"  # from here on there is no method
        if line.kind == "blank":
            out.append("")
        elif line.kind == "fixed":
            out.append(" " * line.column + "# " + line.text)
        elif state == "active":
            if line.kind == "prose":  # stays the comment that it is
                out.append(hashed(line, style, first, step))
            elif line.kind == "empty":
                out.append(hashed(Line(first, ""), style, first, step).rstrip())
            else:
                out.append(" " * line.column + line.text)
        elif line.kind == "empty":
            out.append(hashed(Line(first, ""), style, first, step).rstrip())
        else:
            out.append(hashed(line, style, first, step))
    return out


class Tagged:
    """A mapping with an anchor: `key: &anchor` and the mapping below."""

    def __init__(self, anchor, pairs):
        self.anchor, self.pairs = anchor, pairs


class Scalar:
    """A block scalar: its header and its lines."""

    def __init__(self, header, lines):
        self.header, self.lines = header, lines


class Raw:
    """Text that goes on over lines: what stands behind the key or the dash, and the lines below with their column from there."""

    def __init__(self, head, lines):
        self.head, self.lines = head, lines

    def below(self, column):
        return [Line(column + more, text, "text") for more, text in self.lines]


class Writer:
    """Writes pairs (a mapping), lists (a sequence) and text (a scalar as it is written) in one indentation."""

    def __init__(self, step, flush):
        self.step, self.flush = step, flush

    def mapping(self, pairs, column):
        out = []
        for key, value in pairs:
            out += self.pair(key, value, column)
        return out

    def pair(self, key, value, column):
        if isinstance(value, Tagged):
            return [Line(column, f"{key}: {value.anchor}")] + self.mapping(value.pairs, column + self.step)
        if isinstance(value, Scalar):
            return [Line(column, f"{key}: {value.header}")] + self.scalar(value, column + self.step)
        if isinstance(value, Raw):
            return [Line(column, f"{key}: {value.head}")] + value.below(column)
        if isinstance(value, tuple):
            return [Line(column, f"{key}:")] + self.mapping(value, column + self.step)
        if isinstance(value, list):
            return [Line(column, f"{key}:")] + self.sequence(value, column + (0 if self.flush else self.step))
        return [Line(column, f"{key}: {value}" if value != "" else f"{key}:")]

    def scalar(self, value, column):
        return [Line(0, "", "blank") if t == "" else Line(column, t, "text") for t in value.lines]

    def sequence(self, items, column):
        out = []
        for item in items:
            if isinstance(item, Scalar):
                out += [Line(column, f"- {item.header}")] + self.scalar(item, column + self.step)
            elif isinstance(item, Raw):
                out += [Line(column, f"- {item.head}")] + item.below(column)
            elif isinstance(item, tuple):
                inner = self.mapping(item, column + 2)
                out += [Line(column, "- " + inner[0].text)] + inner[1:]
            else:
                out.append(Line(column, f"- {item}"))
        return out


def flow(pairs):
    """The same in flow style, on one line."""
    def one(value):
        if isinstance(value, tuple):
            return flow(value)
        if isinstance(value, list):
            return "[" + ", ".join(one(v) for v in value) + "]"
        return f'"{value}"' if "{" in value else value
    return "{" + ", ".join(f"{k}: {one(v)}" for k, v in pairs) + "}"


def quoted(value, how):
    """The scalar as a manifest writes it: a plain one only where YAML reads text."""
    if how == "double":
        return f'"{value}"'
    if how == "single" or not re.match(r"^[A-Za-z][\w.-]*$", value) or value in ("true", "on", "null"):
        return f"'{value}'"
    return value


GENERATIONS = {  # kind: how the generation that is written now is called
    "v1": "{}-v1", "v9": "{}-v9", "v09": "{}-v09", "v99": "{}-v99", "none": "{}", "bare": "v1", "sixteen": "postgres-16",
    "number": "2048", "boolean": "true", "major": "{}-v17", "dotted": "My_{}.x-v3",
}


def after(name):
    """The next generation by the words of the contract."""
    m = re.match(r"^(|.*-)v([0-9]+)$", name)
    return f"{m[1]}v{str(int(m[2]) + 1).zfill(len(m[2]))}" if m else name + "-v2"


class Names:
    """Every name in the manifest."""

    def __init__(self, c, rng):
        base = rng.choice(["immich-database", "khoj", "gitea-db", "n8n", "paperless-pg", "postgres"])
        self.write = GENERATIONS[c["generation"]].format(base)
        self.cluster = self.write if c["write name"] == "default" or c["anchors"].startswith("name") else base
        self.namespace = rng.choice(["database", "apps"])
        self.app = rng.choice(["immich", "khoj", "app_db"])
        self.owner = rng.choice([self.app, "owner-of-it"])
        self.entry = rng.choice(["source", f"{base}-backup", "clusterBackup", self.stale(base)])
        self.read = {"same": self.write, "stale": self.stale(base), "other store": self.stale(base), "default": None}[c["read name"]]
        if c["anchors"] == "previous":
            self.entry = self.read
        if c["anchors"] == "name everywhere":
            self.entry = self.cluster
        self.store = self.cluster if c["anchors"] == "name" else rng.choice(["garage", "minio-store", "r2"])
        self.bucket = rng.choice(["s3://postgres-backups/cnpg", "s3://cnpg/", "https://acct.blob.core.windows.net/pg"])

    @staticmethod
    def stale(base):
        return f"{base}-old-v3"


class Manifest:
    """One choice written out. `text(state)` gives the lines of the document for "steady" or "recovering"."""

    def __init__(self, choice, rng):
        self.c, self.rng = choice, rng
        self.n = Names(choice, rng)
        self.step = choice["indent"]
        self.w = Writer(self.step, choice["sequences"] == "flush")
        self.style = choice["style"]
        self.external_style = self.style if choice["external style"] == "same" else ANOTHER[self.style]
        self.flags = [rng.random() for _ in range(8)]  # the same in both states

    # -- scalars ---------------------------------------------------------------------------------------------------

    def q(self, value):
        return quoted(value, self.c["quotes"])

    # -- the store -------------------------------------------------------------------------------------------------

    def in_tree(self, server, other=False):
        pairs = [
            ("destinationPath", self.n.bucket),
            ("endpointURL", "https://s3.${DOMAIN}:9000" if self.c["variables"] == "yes" else "http://minio.minio.svc:9000"),
            ("s3Credentials", (("accessKeyId", (("name", "cnpg-s3"), ("key", "ACCESS_KEY"))),
                               ("secretAccessKey", (("name", "cnpg-s3"), ("key", "SECRET_KEY"))))),
            ("wal", (("compression", "gzip"), ("maxParallel", "8"))),
        ]
        if server is not None:
            pairs.insert(self.place(1, len(pairs)), ("serverName", server))
        return tuple(pairs)

    def place(self, flag, n):
        """Where the serverName stands: first, in the middle, last."""
        return [0, n // 2, n][int(self.flags[flag] * 3)]

    def parameters(self, server, store):
        pairs = [("barmanObjectName", store)]
        if server is not None:
            pairs.insert(int(self.flags[2] * 2), ("serverName", server))
        return tuple(pairs)

    def write_value(self):
        c = self.c
        if c["write name"] == "default":
            return None
        if c["anchors"].startswith("name"):
            return "*name"
        anchor = "&currentCluster " if c["anchors"].startswith("current") else ""
        return anchor + self.q(self.n.write)

    def backup(self):
        """spec.backup or spec.plugins."""
        c, n = self.c, self.n
        shared = c["anchors"] in ("merge", "merge tag", "alias")
        if c["shape"] == "in-tree":
            store = self.in_tree(self.write_value())
            if c["flow"] == "backup":
                return [Line(self.step, "backup: " + flow((("barmanObjectStore", store), ("retentionPolicy", "30d"))))]
            if c["flow"] == "parameters":
                pairs = (("barmanObjectStore", flow(store)), ("retentionPolicy", "30d"))
            else:
                pairs = (("retentionPolicy", "30d"), ("barmanObjectStore", Tagged("&barmanObjectStore", store) if shared else store))
            return self.w.pair("backup", pairs, self.step)
        parameters = self.parameters(self.write_value(), "*name" if c["anchors"].startswith("name") else n.store)
        plugin = [("name", PLUGIN), ("isWALArchiver", "true")]
        if self.flags[3] < 0.4:
            plugin.insert(1, ("enabled", "true"))
        if c["flow"] == "backup":
            return [Line(self.step, "plugins: [" + flow(tuple(plugin) + (("parameters", parameters),)) + "]")]
        value = flow(parameters) if c["flow"] == "parameters" else Tagged("&parameters", parameters) if shared else parameters
        items = [tuple(plugin) + (("parameters", value),)]
        if c["plugins"] == "another first":
            items.insert(0, (("name", "cnpg-i-hello-world.cloudnative-pg.io"), ("parameters", (("serverName", "not-this"),))))
        if c["plugins"] == "a disabled twin":
            items.insert(0, (("name", PLUGIN), ("enabled", "false"), ("parameters", (("barmanObjectName", n.store), ("serverName", "not-this")))))
        return self.w.pair("plugins", items, self.step)

    # -- the two methods -------------------------------------------------------------------------------------------

    def initdb(self):
        c, n = self.c, self.n
        anchored = c["anchors"].startswith("initdb")
        database = ("database", ("&app " if anchored else "") + n.app)
        owner = ("owner", "*app" if anchored else n.owner)
        secret = ("secret", (("name", f"{n.app}-credentials"),))
        kind = c["initdb"]
        if kind in ("nothing", "braces"):
            return [Line(2 * self.step, "initdb:" if kind == "nothing" else "initdb: {}")]
        if kind == "bare":
            pairs = [("encoding", "UTF8")]
        elif kind == "database":
            pairs = [database]
        elif kind == "import":
            pairs = [database, owner, ("import", (("type", "microservice"), ("databases", [n.app]), ("source", (("externalCluster", "legacy-db"),))))]
        else:
            pairs = [database, owner]
        if kind == "secret":
            pairs.append(secret)
        if kind == "sql":
            pairs.append(("postInitApplicationSQL", ["CREATE EXTENSION IF NOT EXISTS vector;", '"SELECT \'# no comment\';"']))
        if kind == "scalar":
            sql = ["-- a script", "# no comment", "CREATE TABLE t (", "  a int", "", ");", "# recovery:"]
            pairs.append(("postInitSQL", [Scalar("|", sql), Scalar(">-", ["SELECT 1;", "# text"])]))
        if kind == "lines":
            pairs.append(("postInitSQL", [Raw('"CREATE TABLE', [(2, "-- no: key"), (4, 'x (a int);"')]), Raw("CREATE EXTENSION", [(2, "vector;")]),
                                          Raw("'SELECT", [(2, "1;'")])]))
            pairs.append(("localeCType", Raw('"C', [(self.step, '"')])))
        if kind == "brackets":
            pairs.append(("postInitSQL", Raw("[", [(self.step, "SELECT 1,"), (self.step, "'SELECT 2',"), (0, "]")])))
            pairs.append(("secret", Raw("{", [(self.step, "name: x"), (0, "}")])))
        if c["flow"] in ("initdb", "bootstrap"):
            pairs = flow(tuple(pairs))
            return pairs if c["flow"] == "bootstrap" else self.w.pair("initdb", pairs, 2 * self.step)
        lines = self.w.pair("initdb", tuple(pairs), 2 * self.step)
        if c["prose"] == "in initdb":
            lines.insert(2, Line(3 * self.step, "Created by the operator (see the runbook)", "fixed"))
        if c["noise"] == "yaml in initdb":
            lines.insert(len(lines) if self.flags[1] < 0.5 else 2, Line(3 * self.step, "# encoding: LATIN1"))
        return lines

    def recovery_pairs(self, aliases):
        c, n = self.c, self.n
        source = self.entry_name("source")
        pairs = [("source", source)]
        usable = c["anchors"].startswith("initdb") and c["order"] == "initdb first"
        database = ("*app" if aliases else n.app) if usable else n.app
        owner = ("*app" if aliases else n.app) if usable else (n.app if c["anchors"].startswith("initdb") else n.owner)
        if c["recovery"] != "source":
            pairs.append(("database", database))
        if c["recovery"] == "all":
            pairs += [("owner", owner), ("secret", (("name", f"{n.app}-credentials"),))]
        if c["unknown"] == "yes":
            pairs.append(("futureField", (("depth", "3"),)))
        return pairs

    def recovery(self, aliases=True, target=True):
        """bootstrap.recovery; with the target of an earlier recovery in it, or (None) as a comment inside it."""
        c = self.c
        pairs = self.recovery_pairs(aliases)
        if c["flow"] == "recovery":
            return [Line(2 * self.step, "recovery: " + flow(tuple(pairs)))]
        lines = self.w.pair("recovery", tuple(pairs), 2 * self.step)
        inner = 3 * self.step
        if c["target"] != "none" and target:
            lines_of_target = self.w.pair("recoveryTarget", (("targetTime", '"2024-05-01 10:00:00+00:00"'),), inner)
            if c["target"] == "commented":
                lines_of_target.insert(1, Line(inner + self.step, "# the evening before the accident"))
            at = 2 if c["target"] == "middle" else len(lines)
            lines[at:at] = lines_of_target
        prose = {
            "inside": Line(inner, "Leave the target out to recover to the end of the archive.", "prose"),
            "nested": Line(inner, "# only for a point in time", "prose"),
            "blank": Line(0, "", "blank"),
            "empty comment": Line(0, "", "empty"),
        }.get(c["prose"])
        if prose:
            lines.insert(1, prose)
        return lines

    # -- the external clusters -------------------------------------------------------------------------------------

    def entry_name(self, where):
        """The name of the external cluster, with the anchor at its first place."""
        c, n = self.c, self.n
        if c["anchors"] == "name everywhere":
            return "*name"
        if c["anchors"] != "previous":
            return n.entry
        first = "name" if c["placement"] == "external first" else "source"
        return ("&previous " + n.entry) if where == first else "*previous"

    def entry(self):
        """The item of spec.externalClusters that the recovery reads, as pairs."""
        c, n = self.c, self.n
        name = self.entry_name("name")
        alias = {"previous": "*previous", "name": "*name", "name everywhere": "*name", "current read": "*currentCluster"}
        server = None if n.read is None else alias.get(c["anchors"]) or self.q(n.read)
        merge = "!!merge <<" if c["anchors"] == "merge tag" else "<<"
        merged = c["anchors"].startswith("merge")
        unknown = (("futureNote", "kept"),) if c["unknown"] == "yes" and c["external"] != "active" else ()
        if c["shape"] == "in-tree":
            if merged:
                store = ((merge, "*barmanObjectStore"),) + ((("serverName", server),) if server else ())
            elif c["anchors"] == "alias":
                store = "*barmanObjectStore"
            else:
                store = self.in_tree(server)
            if c["flow"] == "parameters":
                store = flow(store)
            return (("name", name), ("barmanObjectStore", store)) + unknown
        store = "other-store" if c["read name"] == "other store" else "*name" if c["anchors"].startswith("name") else n.store
        if merged:
            parameters = ((merge, "*parameters"),) + ((("serverName", server),) if server else ())
        elif c["anchors"] == "alias":
            parameters = "*parameters"
        else:
            parameters = self.parameters(server, store)
        if c["flow"] == "parameters":
            parameters = flow(parameters)
        return (("name", name), ("plugin", (("name", PLUGIN), ("parameters", parameters)))) + unknown

    def legacy(self, name="legacy-db"):
        """An external cluster that is reached over the network."""
        return (("name", name), ("connectionParameters", (("host", f"{name}-rw.db.svc"), ("user", "postgres"), ("dbname", "postgres"))),
                ("password", (("name", f"{name}-app"), ("key", "password"))))

    def snapshot(self):
        """A recovery that names no source."""
        pairs = (("volumeSnapshots", (("storage", (("name", "snap-1"), ("kind", "VolumeSnapshot"))),)),)
        return self.w.pair("recovery", pairs, 2 * self.step)

    def older(self):
        """A whole recovery block of its own, which reads an abandoned generation."""
        store = (("destinationPath", self.n.bucket), ("serverName", "abandoned-v1"))
        if self.c["shape"] == "in-tree":
            item = (("name", "older"), ("barmanObjectStore", store))
        else:
            item = (("name", "older"), ("plugin", (("name", PLUGIN), ("parameters", (("barmanObjectName", self.n.store), store[1])))))
        column = self.step + (0 if self.w.flush else self.step)
        return ([Line(self.step, "bootstrap:")] + self.w.pair("recovery", (("source", "older"),), 2 * self.step)
                + [Line(self.step, "externalClusters:")] + self.w.sequence([item], column))

    def archive(self):
        """Another commented item, an archive that the recovery does not name."""
        if self.c["shape"] == "in-tree":
            return (("name", "archive-2019"), ("barmanObjectStore", (("destinationPath", "s3://old/archive"), ("serverName", "archive-v1"))))
        return (("name", "archive-2019"), ("plugin", (("name", PLUGIN), ("parameters", (("barmanObjectName", "old"), ("serverName", "archive-v1"))))))

    def item(self, pairs):
        column = self.step + (0 if self.w.flush else self.step)
        if self.c["flow"] == "entry":
            return [Line(column, "- " + flow(pairs))]
        lines = self.w.sequence([pairs], column)
        if self.c["noise"] == "comments in the entry" and len(lines) > 3:
            lines.insert(2, Line(column + 2 + self.step, "# the bucket of the provider"))
            lines.insert(len(lines), Line(lines[-1].column, "# endpointCA: none"))
        return lines
