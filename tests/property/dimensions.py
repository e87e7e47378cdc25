"""What a manifest may look like: the dimensions, what excludes what, and rows in which every pair of values occurs.

A choice is a dictionary, one value for each dimension. Every choice is made possible by `possible` before it is used: it
changes a value that the others exclude (a commented block cannot merge what the Cluster says only after it) into one
that they allow, so that a choice always describes a manifest that somebody could have written.
"""
import itertools
import random

DIMENSIONS = {
    "shape": ["in-tree", "plugin"],
    # the active method, or none; what lies commented beside it
    "steady": ["initdb", "none"],
    "block": ["recovery", "none", "mixed", "two", "stray"],
    # what is toggled: the whole bootstrap, or only the method under an active one
    "unit": ["whole", "method"],
    # the external cluster: in one comment with the bootstrap, a comment of its own, one item of an active list, one of
    # several commented items of an active list, of a commented list, or active all the time
    "external": ["joined", "whole", "item", "several", "several-whole", "active", "other"],
    # where the hash stands: see `hashed` in manifest.py
    "style": ["own", "own-tight", "zero", "zero-blank", "zero-for-blank", "each", "each-tight", "method", "outer", "outer-tight"],
    "external style": ["same", "another"],
    "order": ["initdb first", "recovery first"],
    "placement": ["together", "apart", "external first", "end"],
    "prose": ["none", "above", "inside", "between", "nested", "yaml above", "blank", "empty comment", "in initdb",
              "code above", "list above", "words behind"],
    "trailing": ["no", "yes"],
    "quotes": ["plain", "double", "single"],
    "sequences": ["indented", "flush"],
    "indent": [2, 4],
    "newline": ["lf", "crlf"],
    "bom": ["no", "yes"],
    "final newline": ["yes", "no"],
    "documents": ["one", "marker", "scheduled before", "scheduled after", "store before", "two clusters", "namespaces", "end marker"],
    # a commented key of the spec beside the blocks, in their style, and another commented method
    "neighbour": ["none", "before", "behind the bootstrap", "behind the external cluster", "another method"],
    # more commented blocks: a recovery from a snapshot, an older recovery with its own external cluster
    "more blocks": ["none", "snapshot", "older"],
    "noise": ["none", "yaml in initdb", "comments in the entry", "blanks", "letters", "quoted keys"],
    "plugins": ["one", "another first", "a disabled twin"],
    "anchors": ["none", "current", "current shared", "current read", "previous", "name", "name everywhere", "merge", "merge tag", "alias",
                "initdb", "initdb shared"],
    "write name": ["written", "default"],
    "read name": ["same", "stale", "default", "other store"],
    "generation": ["v1", "v9", "v09", "v99", "none", "bare", "sixteen", "number", "boolean", "major", "dotted"],
    "target": ["none", "time", "commented", "middle"],
    "initdb": ["bare", "nothing", "braces", "database", "owner", "secret", "import", "sql", "scalar", "lines", "brackets"],
    "recovery": ["source", "all", "database"],
    "flow": ["none", "recovery", "parameters", "entry", "initdb", "bootstrap", "backup"],
    "variables": ["no", "yes"],
    "unknown": ["no", "yes"],
}


def possible(choice):
    """The same choice with the values replaced that the others exclude."""
    while (better := once(choice)) != choice:
        choice = better
    return choice


def once(choice):
    """The rules, one a line: if, then."""
    c = dict(choice)

    def rule(when, **then):
        if when:
            c.update({k.replace("_", " "): v for k, v in then.items()})

    # what there is to toggle
    rule(c["steady"] == "none" and c["block"] == "stray", block="recovery")
    rule(c["steady"] == "initdb" and c["block"] in ("mixed", "two"), block="recovery")
    rule(c["block"] == "none" and c["steady"] == "none", unit="whole")
    rule(c["block"] == "none" and c["external"] != "other", external="whole")  # no external cluster at all
    rule(c["block"] != "none" and c["external"] == "other", external="item")
    rule(c["block"] == "mixed" and c["unit"] == "method", block="two")  # both under an empty bootstrap
    rule(c["unit"] == "method" and c["external"] == "joined", external="whole")
    rule(c["external"] == "joined" and c["placement"] != "end", placement="together")
    rule(c["external"] == "joined", external_style="same")
    rule(c["block"] == "none", style="own", external_style="same", target="none", read_name="same", recovery="source", unknown="no")
    rule(c["style"] == "method" and c["unit"] == "method", style="own")
    # the way the block reads a generation
    rule(c["read name"] == "other store" and c["shape"] == "in-tree", read_name="stale")  # refused: see refused.py
    rule(c["generation"] in ("bare", "sixteen", "number", "boolean", "dotted", "v09") and c["write name"] == "default", generation="v9")
    # anchors
    rule(c["block"] == "none" and c["anchors"] in ("previous", "merge", "merge tag", "alias"), anchors="current")
    rule(c["steady"] == "none" and c["anchors"].startswith("initdb"), anchors="current")
    rule(c["anchors"].startswith("initdb") and c["initdb"] in ("bare", "nothing", "braces", "import", "database"), initdb="owner")
    rule(c["anchors"] == "initdb shared" and c["placement"] == "end", placement="apart")
    rule(c["anchors"] in ("current", "current shared"), write_name="written")
    rule(c["anchors"].startswith("name"), write_name="written", generation="v9", read_name="same", quotes="plain")
    rule(c["anchors"] == "current read", write_name="written", read_name="same")
    rule(c["anchors"] == "current read" and c["block"] == "none", anchors="current")
    rule(c["anchors"] == "current read" and c["placement"] in ("together", "external first"), placement="end")
    rule(c["anchors"] == "current read" and c["external"] == "joined", placement="end")
    rule(c["anchors"] in ("merge", "merge tag", "alias") and c["placement"] in ("together", "external first"), placement="end")
    rule(c["anchors"] in ("merge", "merge tag", "alias") and c["external"] == "joined", placement="end")
    rule(c["anchors"] in ("merge", "merge tag") and c["read name"] == "other store", read_name="stale")
    rule(c["anchors"] == "alias", read_name="same", write_name="written")
    rule(c["anchors"] == "previous", read_name="stale")
    rule(c["anchors"] == "previous" and c["external"] == "active", placement="external first")
    # more
    rule(c["shape"] == "in-tree" or c["flow"] == "backup", plugins="one")
    rule(c["block"] == "none", more_blocks="none")
    rule(c["more blocks"] == "older" and (c["anchors"] != "none" or c["read name"] != "same" or c["external"] == "active"), more_blocks="snapshot")
    rule(c["noise"] == "yaml in initdb" and (c["initdb"] in ("nothing", "braces", "scalar") or c["flow"] in ("initdb", "bootstrap")), noise="letters")
    rule(c["noise"] == "comments in the entry" and (c["block"] == "none" or c["flow"] == "entry"), noise="blanks")
    # flow style
    rule(c["flow"] in ("initdb", "bootstrap") and c["initdb"] in ("nothing", "braces"), initdb="secret")
    rule(c["flow"] == "bootstrap" and (c["unit"] == "method" or c["steady"] == "none"), flow="none")
    rule(c["flow"] in ("initdb", "bootstrap") and c["initdb"] in ("sql", "scalar", "lines", "brackets", "import"), initdb="secret")
    rule(c["flow"] in ("initdb", "bootstrap") and c["steady"] == "none", flow="parameters")
    rule(c["flow"] in ("recovery", "entry") and c["block"] == "none", flow="backup")
    rule(c["flow"] == "recovery", target="none")
    rule(c["flow"] in ("recovery", "entry", "parameters", "backup") and c["anchors"] not in ("none", "name", "name everywhere", "initdb", "initdb shared"), anchors="none")
    rule(c["flow"] in ("initdb", "bootstrap") and c["anchors"].startswith("initdb"), anchors="none")
    # prose
    rule(c["prose"] == "in initdb" and (c["steady"] == "none" or c["flow"] in ("initdb", "bootstrap") or c["initdb"] in ("nothing", "braces")),
         prose="above")
    rule(c["prose"] in ("inside", "between", "nested", "blank", "empty comment", "yaml above", "code above", "list above", "words behind")
         and c["block"] == "none", prose="above")
    rule(c["prose"] == "nested" and c["flow"] == "recovery", prose="inside")
    return c


def pairs(choice):
    """Every pair of values of two dimensions that the choice holds."""
    return {(a, choice[a], b, choice[b]) for a, b in itertools.combinations(DIMENSIONS, 2)}


def anything(rng):
    return {name: rng.choice(values) for name, values in DIMENSIONS.items()}


def covering(seed):
    """Choices in which every pair of values occurs that any choice can hold, found greedily.

    Each row starts from a pair that no row has yet; of some random completions the one with the most new pairs stays.
    A pair for which no completion keeps both values is given up: the rules above exclude it.
    """
    rng = random.Random(f"covering {seed}")
    every = [(a, x, b, y) for a, b in itertools.combinations(DIMENSIONS, 2) for x in DIMENSIONS[a] for y in DIMENSIONS[b]]
    rng.shuffle(every)
    seen, rows = set(), []
    for pair in every:
        if pair in seen:
            continue
        best, gain = None, 0
        for _ in range(14):
            choice = anything(rng)
            choice[pair[0]], choice[pair[2]] = pair[1], pair[3]
            choice = possible(choice)
            if choice[pair[0]] != pair[1] or choice[pair[2]] != pair[3]:
                continue
            fresh = len(pairs(choice) - seen)
            if fresh > gain:
                best, gain = choice, fresh
        if best:
            rows.append(best)
            seen |= pairs(best)
    return rows
