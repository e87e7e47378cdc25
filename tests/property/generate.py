"""(seed, index) becomes a manifest, what it is, and what must come out of it. The same pair gives the same bytes, always."""
import random
import re
from collections import namedtuple

import dimensions
import refused
from manifest import Line, Manifest, after, hashed, written

# data: the manifest. reference: the text a person would make of it for the recovery, but for generations and what has to
# be filled in; None where the recovery block has to be written. arguments: what chooses the Cluster. codes: the refusals
# that are right, where it must be refused.
Case = namedtuple("Case", "index choice data reference cluster namespace arguments write next entry names codes refusal")

WHY = ("serverName", "source", "- name", "bootstrap", "externalClusters", "initdb", "recovery", "database", "owner")


def trailing(lines):
    """Some lines get a comment behind them."""
    return [
        line._replace(text=line.text + ("  # see #12" if line.text.endswith(":") else " # why: so"))
        if line.kind == "yaml" and "#" not in line.text and line.text.split(":")[0] in WHY else line
        for line in lines
    ]


def quoted_keys(lines):
    return [line._replace(text=line.text.replace(key + ":", f'"{key}":', 1)) if line.kind == "yaml" and line.text.startswith(key + ":") else line
            for line in lines for key in [line.text.split(":")[0] if line.text.split(":")[0] in ("initdb", "bootstrap", "backup") else "?"]]


class Document(Manifest):
    """The Cluster's document in either state."""

    def block(self, lines, active, external=False):
        """The lines of one block, active or as a comment in the style of the bootstrap or of the external clusters."""
        if self.c["trailing"] == "yes":
            lines = trailing(lines)
        if self.c["noise"] == "quoted keys":
            lines = quoted_keys(lines)
        if self.c["noise"] == "blanks":
            lines = [l._replace(text=l.text + "  ") if l.kind == "yaml" and i % 3 == 1 else l for i, l in enumerate(lines)]
        if self.c["noise"] == "letters":
            lines = [l._replace(text=l.text + " # größer als 5 – ☃") if l.kind == "yaml" and i % 4 == 1 and re.match(r"^[\w.-]+:( [\w.-]+)?$", l.text) else l
                     for i, l in enumerate(lines)]
        style = self.external_style if external else self.style
        if external and style == "method":
            style = "own"  # there is no method in it
        first = min(line.column for line in lines if line.kind in ("yaml", "prose"))
        return written(lines, "active" if active else "comment", style, first, self.step)

    def prose(self, text, external=False, column=None):
        """A comment line of its own in the style of the blocks."""
        column = self.step if column is None else column
        style = self.external_style if external else self.style
        return [hashed(Line(column, text), "own" if style == "method" else style, column, self.step)]

    # -- spec.bootstrap --------------------------------------------------------------------------------------------

    def bootstrap(self, recovering):
        c, step = self.c, self.step
        initdb = not recovering and c["steady"] == "initdb"
        recovery = self.recovery(aliases=not recovering)
        stray = [Line(2 * step, "initdb:"), Line(3 * step, "database: an_older_one")]
        above = {"above": "Uncomment for the recovery (docs/runbook.md)", "yaml above": "Note: only when recovering"}.get(c["prose"])
        if c["unit"] == "method":
            parts = []
            if c["prose"] == "words behind":
                recovery = recovery + [Line(2 * step, "Remember: bump it, then push.", "prose")]
            if c["steady"] == "initdb" or c["block"] == "two":
                parts.append(self.block(self.initdb(), initdb))
            if c["block"] != "none":
                parts.append((self.prose(above, column=2 * step) if above else []) + self.block(recovery, recovering))
            if c["order"] == "recovery first":
                parts.reverse()
            if c["prose"] == "between":
                parts.insert(1, self.prose("--- or, in the other case ---", column=2 * step))
            if c["block"] == "stray":
                parts.insert(len(parts) if self.flags[4] < 0.5 else 0, self.block(stray, False))
            if c["neighbour"] == "another method":
                parts.append(self.block([Line(2 * step, "pg_basebackup:"), Line(3 * step, "source: primary")], False))
            if c["more blocks"] == "snapshot":
                parts.append(self.block(self.snapshot(), False))
            return self.block([Line(step, "bootstrap:")], True) + sum(parts, [])
        head = [Line(step, "bootstrap:")]
        parts = []
        if c["steady"] == "initdb" or c["block"] == "two":
            if c["flow"] == "bootstrap":
                parts.append(self.block([Line(step, "bootstrap: {initdb: " + self.initdb() + "}")], initdb))
            else:
                parts.append(self.block(head + self.initdb(), initdb))
        if c["block"] == "mixed":
            first, second = (recovery, self.initdb()) if c["order"] == "recovery first" else (self.initdb(), recovery)
            if recovering:
                parts.append(self.block(head, True) + self.block(first, first is recovery) + self.block(second, second is recovery))
            else:
                parts.append(self.block(head + first + second + self.joined(), False))
        elif c["block"] != "none":
            parts.append(self.block(head + recovery + self.joined(), recovering))
        if parts and c["prose"] in ("code above", "list above"):
            texts = ["    kubectl delete cluster x; \\", "      sleep 15"] if c["prose"] == "code above" else ["- first this", "- then: that"]
            parts[-1] = sum((self.prose(text) for text in texts), []) + parts[-1]
        if above and parts:
            parts[-1] = self.prose(above) + parts[-1]
        if c["order"] == "recovery first":
            parts.reverse()
        if c["prose"] == "between":
            parts.insert(1, self.prose("--- or, in the other case ---"))
        if self.flags[5] < 0.3 and len(parts) > 1:
            parts.insert(1, [" " * step + "primaryUpdateStrategy: unsupervised"])
        if c["block"] == "stray":
            parts.insert(len(parts) if self.flags[4] < 0.5 else 0, self.block(head + stray, False))
        if c["neighbour"] == "another method":
            parts.append(self.block(head + [Line(2 * step, "pg_basebackup:"), Line(3 * step, "source: primary")], False))
        if c["more blocks"] == "snapshot":
            parts.append(self.block(head + self.snapshot(), False))
        if recovering and c["block"] == "mixed" and c["external"] == "joined":
            parts.append(self.block(self.joined(), True))
        return sum(parts, [])

    def joined(self):
        """externalClusters in one comment with the bootstrap."""
        return [Line(self.step, "externalClusters:")] + self.item(self.entry()) if self.c["external"] == "joined" else []

    # -- spec.externalClusters -------------------------------------------------------------------------------------

    def external(self, recovering):
        c, head = self.c, [Line(self.step, "externalClusters:")]
        legacy = self.item(self.legacy()) if c["initdb"] == "import" and c["steady"] == "initdb" else []
        neutral = self.item(self.legacy("analytics"))
        source = self.item(self.entry()) if c["block"] != "none" else []
        kind = c["external"]
        first = self.flags[6] < 0.5
        if kind == "active" or kind == "other":
            items = [self.block(i, True) for i in (source, neutral if kind == "other" else []) if i]
            if legacy:
                items.append(self.block(legacy, not recovering, True))
            return self.block(head, True) + sum(items if first else items[::-1], [])
        if kind in ("item", "several"):
            items = [self.block(source, recovering, True)]
            if kind == "several":
                items.insert(0 if self.flags[7] < 0.5 else 1, self.block(self.item(self.archive()), False, True))
            items.insert(0 if first else len(items), self.block(neutral, True))
            if legacy:
                items.append(self.block(legacy, not recovering, True))
            return self.block(head, True) + sum(items, [])
        out = []
        if legacy:  # a list of its own, beside the commented one
            out = self.block(head + legacy, not recovering, True)
        if kind == "joined" or c["block"] == "none":
            return out
        if kind == "several-whole":
            other = self.item(self.archive())
            if recovering:
                order = [self.block(other, False, True), self.block(source, True, True)]
                return out + self.block(head, True) + sum(order if first else order[::-1], [])
            return out + self.block(head + (other + source if first else source + other), False, True)
        if c["prose"] == "between":
            out += self.prose("needed for the recovery alone", True)
        return out + self.block(head + source, recovering, True)

    # -- the rest --------------------------------------------------------------------------------------------------

    def head(self):
        c, n = self.c, self.n
        variables = c["variables"] == "yes"
        image = "ghcr.io/cloudnative-pg/postgresql:" + ("${PG_VERSION:=17.5}" if variables else "17.5")
        lines = self.w.mapping((
            ("apiVersion", "postgresql.cnpg.io/v1"), ("kind", "Cluster"),
            ("metadata", (("name", ("&name " if c["anchors"].startswith("name") else "") + n.cluster), ("namespace", n.namespace),
                          ("annotations", (("cnpg.io/note", "'# no comment'"),)))),
            ("spec", (("instances", "3"), ("imageName", image), ("storage", (("size", "${SIZE}" if variables else "10Gi"),)),
                      ("postgresql", (("parameters", (("max_connections", '"300"'),)), ("pg_hba", ["host all all 10.0.0.0/8 md5"]))))),
        ), 0)
        return [" " * l.column + l.text for l in lines]

    def tail(self):
        c = self.c
        pairs = [("monitoring", (("enablePodMonitor", "true"),))]
        if c["anchors"] == "initdb shared":
            pairs.append(("managed", (("roles", [(("name", "*app"), ("ensure", "present"))]),)))
        if c["anchors"] == "current shared":
            pairs.append(("inheritedMetadata", (("labels", (("archive", "*currentCluster"),)),)))
        return [" " * l.column + l.text for l in self.w.mapping(tuple(pairs), self.step)]

    def reference_tail(self):
        return [l.replace("*app", self.n.app).replace("*currentCluster", self.q(self.n.write)) for l in self.tail()]

    def lines(self, recovering=False):
        bootstrap, external = self.bootstrap(recovering), self.external(recovering)
        beside = self.block([Line(self.step, "superuserSecret:"), Line(2 * self.step, "name: superuser")], False)
        bootstrap = (beside if self.c["neighbour"] == "before" else []) + bootstrap + (beside if self.c["neighbour"] == "behind the bootstrap" else [])
        if self.c["prose"] == "words behind":
            external += self.prose("Remember: bump it, and then push.", True)
        external += beside if self.c["neighbour"] == "behind the external cluster" else []
        if self.c["more blocks"] == "older":
            external += self.block(self.older(), False)
        backup = self.block(self.backup(), True)
        tail = self.reference_tail() if recovering else self.tail()
        order = {
            "together": [bootstrap, external, backup, tail],
            "apart": [bootstrap, backup, external, tail],
            "external first": [external, bootstrap, backup, tail],
            "end": [backup, tail, bootstrap, external],
        }[self.c["placement"]]
        return self.head() + sum(order, [])


SCHEDULED = """apiVersion: postgresql.cnpg.io/v1
kind: ScheduledBackup
metadata:
  name: nightly
spec:
  schedule: "0 0 3 * * *"
  # bootstrap:
  #   recovery:
  #     source: not-this-one
  cluster:
    name: {0}"""

OBJECT_STORE = """apiVersion: barmancloud.cnpg.io/v1
kind: ObjectStore
metadata:
  name: {0}-store
spec:
  configuration:
    destinationPath: s3://postgres-backups/cnpg
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: notes}}
data:
  note: |
    kind: Cluster
    # {{{{ no template }}}}
  text: "{{{{ .Values.text }}}}\""""

OTHER_CLUSTER = """apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata:
  name: {0}
  namespace: elsewhere
spec:
  instances: 1
  bootstrap:
    initdb:
      database: other
    # recovery:
    #   source: other-backup
  backup:
    barmanObjectStore:
      destinationPath: s3://other/
      serverName: other-v5
"""


def assemble(document, lines):
    """The documents around the Cluster's, the line ends, the BOM; and the arguments that choose the Cluster."""
    c, n = document.c, document.n
    other = OTHER_CLUSTER.format(n.cluster if c["documents"] == "namespaces" else "other-db").rstrip().split("\n")
    before, behind = {
        "one": ([], []),
        "marker": (["---", "# yaml-language-server: $schema=https://example.org/cluster_v1.json"], []),
        "scheduled before": (SCHEDULED.format(n.cluster).split("\n") + ["---"], []),
        "scheduled after": ([], ["---"] + SCHEDULED.format(n.cluster).split("\n")),
        "store before": (["---"] + OBJECT_STORE.format(n.cluster).split("\n") + ["---"], []),
        "two clusters": ([], ["---"] + other),
        "namespaces": (other + ["--- # the second"], []),
        "end marker": (["# a file of its own", "---"], ["..."]),
    }[c["documents"]]
    arguments = {"two clusters": ["--cluster", n.cluster], "namespaces": ["--cluster", f"{n.namespace}/{n.cluster}"]}
    end = "\r\n" if c["newline"] == "crlf" else "\n"
    text = end.join(before + lines + behind) + (end if c["final newline"] == "yes" else "")
    data = (b"\xef\xbb\xbf" if c["bom"] == "yes" else b"") + text.encode()
    return data, arguments.get(c["documents"], [])


class Generator:
    def __init__(self, seed):
        self.seed = seed
        self.rows = dimensions.covering(seed)

    def case(self, index):
        """The first cases cover every pair of values, the others are drawn at random; each twelfth must be refused."""
        rng = random.Random(f"{self.seed} {index}")
        if index % 12 == 11:
            return self.refusal(index, rng)
        row = index - index // 12
        choice = self.rows[row] if row < len(self.rows) else dimensions.possible(dimensions.anything(rng))
        document = Document(choice, rng)
        data, arguments = assemble(document, document.lines())
        reference = None if choice["block"] == "none" else assemble(document, document.lines(True))[0]
        n = document.n
        return Case(index, choice, data, reference, n.cluster, n.namespace, arguments, n.write, after(n.write), n.entry, n, None, None)

    def refusal(self, index, rng):
        """A good manifest with one thing in it that must be refused."""
        choice = dimensions.possible(dimensions.anything(rng))
        kinds = list(refused.KINDS)
        kind = kinds[index // 12 % len(kinds)]
        plain = {"newline": "lf", "trailing": "no", "prose": "none", "documents": "one", "noise": "none", "neighbour": "none",
                 "more blocks": "none", "plugins": "one"}
        choice = dimensions.possible({**choice, **plain, **refused.NEEDS.get(kind, {})})
        document = Document(choice, rng)
        data, arguments = assemble(document, document.lines())
        data, codes = refused.KINDS[kind](data, document, rng)
        n = document.n
        return Case(index, choice, data, None, n.cluster, n.namespace, arguments, n.write, None, n.entry, n, codes, kind)
