"""What must be refused: a good manifest, and one thing done to it. Each returns the bytes and the codes that are right."""
import re

# the dimensions that a kind relies on
NEEDS = {}
KINDS = {}


def kind(name, **needs):
    def keep(function):
        KINDS[name] = function
        NEEDS[name] = {k.replace("_", " "): v for k, v in needs.items()}
        return function
    return keep


def put(data, step, lines):
    """Lines under the spec of the chosen Cluster, right at its beginning."""
    at = data.index(b"\n", data.index(b"imageName")) + 1
    return data[:at] + "".join(" " * step + l + "\n" for l in lines).encode() + data[at:]


def replaced(data, old, new, count=1):
    assert re.search(old, data), (old, data.decode())
    return re.sub(old, new, data, count=count)


@kind("conflict", steady="initdb", flow="none")
def conflict(data, d, rng):
    s = " " * d.step
    return replaced(data, rb"(?m)^( +)initdb:", f"{s * 2}recovery:\n{s * 3}source: x\n\\1initdb:".encode()), {"R001"}


@kind("no store", shape="plugin", flow="none", anchors="none")
def no_store(data, d, rng):
    return replaced(data, rb"isWALArchiver: true", b"enabled: false") if b"enabled: true" not in data else replaced(data, rb"enabled: true", b"enabled: false"), {"R002"}


@kind("both shapes", shape="plugin")
def both_shapes(data, d, rng):
    s = " " * d.step
    return put(data, d.step, ["backup:", s + "barmanObjectStore:", s * 2 + "destinationPath: s3://x/"]), {"R003"}


@kind("another plugin", shape="plugin", anchors="none", block="none")
def other_plugin(data, d, rng):
    return data.replace(b"barman-cloud.cloudnative-pg.io", rng.choice([b"pgbackrest.dalibo.com", b"klio.cnpg.io"])), {"R004"}


@kind("unknown method", steady="initdb", flow="none")
def unknown_method(data, d, rng):
    return replaced(data, rb"(?m)^( +)initdb:", rb"\1restore: {}\n\1initdb:"), {"R007"}


@kind("pg_basebackup", steady="none", block="none")
def basebackup(data, d, rng):
    return put(data, d.step, ["bootstrap: {pg_basebackup: {source: x}}"]), {"R009"}


@kind("replica")
def replica(data, d, rng):
    return put(data, d.step, [rng.choice([
        "replica: {enabled: true, source: x}", "replica: {primary: somebody-else, source: x}", "replica: {self: a, primary: b, source: x}"])]), {"R010"}


@kind("variable", write_name="written", generation="v1", anchors="none", block="none")
def variable(data, d, rng):
    old = re.escape(d.n.write.encode())
    return replaced(data, rb"(serverName: )([\"']?)" + old + rb"([\"']?)", rb'\1"' + rng.choice([b"${APP}-v1", b"db-$VERSION", b"db-${GEN:=v1}"]) + b'"'), {"R011"}


@kind("template line")
def template_line(data, d, rng):
    return put(data, 0, ["{{- if .Values.backup }}"]), {"R012", "R014"}


@kind("template value", write_name="written", generation="v1", anchors="none", block="none")
def template_value(data, d, rng):
    old = re.escape(d.n.write.encode())
    return replaced(data, rb"(serverName: )([\"']?)" + old + rb"([\"']?)", rb'\1"{{ .Values.name }}-v1"'), {"R012"}


@kind("duplicate key in metadata")
def duplicate(data, d, rng):
    s = b" " * d.step
    return replaced(data, rb"(?m)^" + s + rb"namespace: (database|apps)$", s + rb"namespace: \1\n" + s + rb"namespace: \1"), {"R013"}


@kind("duplicate spec")
def duplicate_spec(data, d, rng):
    return replaced(data, rb"(?m)^spec:$", b"spec: {instances: 1}\nspec:"), {"R013"}


@kind("duplicate initdb key", steady="initdb", initdb="owner", anchors="none", flow="none")
def duplicate_initdb(data, d, rng):
    return replaced(data, rb"(?m)^( +)initdb:$", b"\\1initdb:\n\\1" + b" " * d.step + b"owner: twice"), {"R013"}


@kind("unclosed quote")
def unclosed(data, d, rng):
    return put(data, d.step, ['logLevel: "info']), {"R014"}


@kind("tab")
def tab(data, d, rng):
    return put(data, 0, ["\tlogLevel: info"]), {"R014"}


@kind("bad utf-8")
def bad_utf8(data, d, rng):
    return put(data, d.step, ["# caf"]).replace(b"# caf\n", b"# caf" + rng.choice([b"\xe9", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82"]) + b"\n"), {"R015"}


@kind("utf-16")
def utf16(data, d, rng):
    return data.decode("utf-8-sig").encode(rng.choice(["utf-16", "utf-16-le", "utf-16-be"])), {"R015", "R014"}


@kind("nul")
def nul(data, d, rng):
    return put(data, d.step, ["# a \0 b"]), {"R015"}


@kind("line breaks")
def line_breaks(data, d, rng):
    return put(data, d.step, ["# one" + rng.choice(["\r", "\u0085", "\u2028", "\u2029"]) + "two: x"]), {"R015"}


@kind("tag directive", bom="no", documents="one")
def tag_directive(data, d, rng):
    return b"%TAG ! tag:example.org,2024:\n---\n" + data, {"R016"}


@kind("nesting")
def nesting(data, d, rng):
    depth = rng.choice([200, 20000])
    return put(data, d.step, ["deep: " + "[" * depth + "]" * depth]), {"R017"}


@kind("huge number", write_name="written", generation="v1", anchors="none", block="none")
def huge(data, d, rng):
    return data.replace(d.n.write.encode(), d.n.write[:-1].encode() + b"9" * 400), {"R024"}


@kind("no path element", write_name="written", generation="v1", anchors="none", block="none")
def no_path(data, d, rng):
    old = re.escape(d.n.write.encode())
    name = rng.choice([b"../x", b"a/b", b".", b"..", b"/", b"a\\\\b"])
    return replaced(data, rb"(serverName: )([\"']?)" + old + rb"([\"']?)", rb'\1"' + name + b'"'), {"R024"}


@kind("empty name", shape="plugin", write_name="written", generation="v1", anchors="none", block="none")
def empty_name(data, d, rng):
    old = re.escape(d.n.write.encode())
    return replaced(data, rb"(serverName: )([\"']?)" + old + rb"([\"']?)", rb'\1""'), {"R024"}


@kind("alias to nowhere")
def nowhere(data, d, rng):
    return put(data, d.step, ["logLevel: *nowhere"]), {"R030", "R014"}


@kind("alias cycle")
def cycle(data, d, rng):
    return put(data, d.step, ["affinity: &a [*a]"]), {"R030"}


@kind("another store", shape="in-tree", block="recovery", anchors="none", flow="none", read_name="stale", steady="initdb")
def another_store(data, d, rng):
    """The last destinationPath of the Cluster's block is that of the external cluster, or the first."""
    own = d.n.bucket.encode()
    spots = [m.start() for m in re.finditer(re.escape(own), data)]
    at = spots[0] if d.c["placement"] == "external first" or d.c["placement"] == "together" else spots[-1]
    return data[:at] + b"s3://elsewhere" + data[at + len(own):], {"R022"}


@kind("broken block", block="recovery", anchors="none", flow="none", style="own", external_style="same", steady="initdb", recovery="all")
def broken(data, d, rng):
    return replaced(data, rb"(?m)^( *# +source: .*)$", rb'\1\n' + b" " * 5 + b'"unclosed') if rng.random() < 0 else \
        replaced(data, rb"(?m)^( *# +database: )(.*)$", rb'\1"\2'), {"R020"}


@kind("several blocks", block="recovery", anchors="none", flow="none", style="own", external_style="same", steady="initdb", read_name="stale",
      external="whole", unit="whole")
def several(data, d, rng):
    s = " " * d.step
    return put(data, d.step, ["# bootstrap:", f"# {s}recovery:", f"# {s * 2}source: one-more", "# externalClusters:", f"# {s}- name: one-more",
                              f"# {s}  barmanObjectStore:", f"# {s}    destinationPath: s3://x/", f"# {s}    serverName: more-v1"]), {"R021"}


@kind("active backup", steady="none", block="none", external="whole")
def from_backup(data, d, rng):
    return put(data, d.step, ["bootstrap: {recovery: {backup: {name: b}}}"]), {"R005"}


@kind("active snapshot", steady="none", block="none", external="whole")
def from_snapshot(data, d, rng):
    return put(data, d.step, ["bootstrap: {recovery: {volumeSnapshots: {storage: {name: s, kind: VolumeSnapshot}}}}"]), {"R005"}


@kind("no source", steady="none", block="none", external="whole")
def no_source(data, d, rng):
    return put(data, d.step, [rng.choice(["bootstrap: {recovery: {database: x}}", "bootstrap: {recovery: {source: nobody}}"])]), {"R006"}


@kind("malformed", steady="none", block="none")
def malformed(data, d, rng):
    return put(data, d.step, [rng.choice(["bootstrap: text", "bootstrap: [initdb]", "bootstrap: {initdb: text}"])]), {"R031"}
