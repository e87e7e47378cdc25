"""What commits and pull requests say."""
import json, re

from scene import MANIFEST, PATH, PROGRAM, RECOVER, REVERT, ROOT, Scene, Skip, need


def trailers(s, repo, branch):
    return s.git(repo, "log", "-1", "--format=%(trailers)", branch).strip().splitlines()


def message(s, repo, branch):
    return s.git(repo, "log", "-1", "--format=%B", branch)


def check_form(text):
    lines = text.splitlines()
    need(len(lines[0]) < 72 and lines[0] and lines[1] == "", lines[:2])
    long = [line for line in lines if len(line) > 72 and " " in line and not line.startswith("Cnpg-")]
    need(not long, long)
    need(not re.search(r"[ \t]$", text, re.M), "blanks at a line's end", repr(text))


def test_trailers():
    s = Scene()
    repo = s.repository()
    s.dr("commit", PATH, cwd=repo)
    need(trailers(s, repo, RECOVER) == ["Cnpg-Cluster: shop/shop-database", "Cnpg-Reads: shop-database-v2", "Cnpg-Writes: shop-database-v3"],
         trailers(s, repo, RECOVER))
    need(trailers(s, repo, REVERT) == ["Cnpg-Cluster: shop/shop-database", "Cnpg-Reads: shop-database-v3", "Cnpg-Writes: shop-database-v3"],
         trailers(s, repo, REVERT))
    for branch in (RECOVER, REVERT):
        check_form(message(s, repo, branch))
    subject = message(s, repo, RECOVER).splitlines()[0]
    need(subject == "Recover shop/shop-database from shop-database-v2 into shop-database-v3", subject)
    words = " ".join(message(s, repo, RECOVER).split())
    need("Expected empty archive" in words and "then merge the revert" in words, words)


def test_long_names():
    """Kubernetes takes names of up to 253 characters; the subject stays short, the trailers stay whole."""
    for name, namespace in (("d" * 20, "n" * 20), ("d" * 63, "n" * 63), ("d" * 120, "n" * 63), ("d" * 30, "")):
        s = Scene()
        manifest = MANIFEST.replace("name: shop-database\n", f"name: {name}\n").replace("  namespace: shop\n", f"  namespace: {namespace}\n" if namespace else "")
        repo = s.repository(files={PATH: manifest})
        s.dr("commit", PATH, "--recover-branch", "a", "--revert-branch", "b", cwd=repo)
        for branch in "ab":
            check_form(message(s, repo, branch))
            need(f"Cnpg-Cluster: {namespace + '/' if namespace else ''}{name}" in trailers(s, repo, branch), branch)


def test_own_message():
    s = Scene()
    for own, start in (("Fix it", "Fix it\n\nCnpg-"), ("Fix it\n\nAt once.\n", "Fix it\n\nAt once.\n\nCnpg-"),
                       ("  \n\nFix it  \n\n\n\nNow\n\n\n", "Fix it\n\nNow\n\nCnpg-"), ("#12 is fixed", "#12 is fixed\n\nCnpg-"),
                       ("Fix\n\nBody\n\nSigned-off-by: A <a@x>", "Fix\n\nBody\n\nSigned-off-by: A <a@x>\nCnpg-"),
                       ("grün: łódź", "grün: łódź\n\nCnpg-")):
        repo = s.repository(name=f"repo{abs(hash(own))}")
        s.dr("commit", PATH, "-m", own, cwd=repo)
        for branch in (RECOVER, REVERT):
            need(message(s, repo, branch).startswith(start), repr(own), repr(message(s, repo, branch)))
            need([t.split(":")[0] for t in trailers(s, repo, branch)][-3:] == ["Cnpg-Cluster", "Cnpg-Reads", "Cnpg-Writes"], own)
    need("message is empty" in s.dr("commit", PATH, "--message", " \n ", "--recover-branch", "x", cwd=repo, status=2))


def schema(name):
    try:
        import jsonschema
    except ImportError:
        raise Skip("python3-jsonschema is not there for this python3")
    document = json.loads((ROOT / f"docs/schema/{name}.json").read_text())
    return lambda answer: jsonschema.validate(answer, document, jsonschema.Draft202012Validator)


def test_json():
    s = Scene()
    repo = s.repository()
    fits = schema("commit")
    answer = json.loads(s.dr("commit", PATH, "-o", "json", cwd=repo))
    fits(answer)
    refs = s.branches(repo)
    need([(c["branch"], c["commit"]) for c in answer["commits"]] == [(RECOVER, refs[RECOVER]), (REVERT, refs[REVERT])], answer)
    need(answer["changed"] and all(c["made"] for c in answer["commits"]), answer)
    need(answer["base"] == {"name": "main", "commit": refs["main"]}, answer["base"])
    need(answer["commits"][0]["message"].rstrip("\n") == message(s, repo, RECOVER).rstrip("\n"), "message")
    need((answer["commits"][0]["reads"], answer["commits"][0]["writes"]) == ("shop-database-v2", "shop-database-v3"), answer)
    again = json.loads(s.dr("commit", PATH, "-o", "json", cwd=repo, status=3))
    fits(again)
    need(not again["changed"] and not any(c["made"] for c in again["commits"]), again)
    need([c["commit"] for c in again["commits"]] == [refs[RECOVER], refs[REVERT]], again)
    nothing = json.loads(s.dr("commit", PATH, "--only", "revert", "-o", "json", cwd=repo, status=3))
    fits(nothing)
    need(nothing["commits"] == [] and not nothing["changed"], nothing)
    error = json.loads(s.dr("commit", "nope.yaml", "-o", "json", cwd=repo, status=2))
    schema("error")(error)


def test_json_in_place():
    s = Scene()
    repo = s.repository()
    for command in ("recover", "revert"):
        answer = json.loads(s.dr(command, "--commit", PATH, "-o", "json", cwd=repo))
        schema(command)(answer)
        need(answer["commit"] == s.git(repo, "rev-parse", "HEAD") and answer["branch"] == "main", answer)
    answer = json.loads(s.dr("revert", "--commit", PATH, "-o", "json", cwd=repo, status=3))
    need(answer["commit"] is None and answer["branch"] is None, answer)


def body(s, repo, *words, status=0):
    s.dr("commit", PATH, "--pr-body", s.folder / "body.md", *words, cwd=repo, status=status)
    return (s.folder / "body.md").read_text()


def shell_lines(text):
    """The lines of its code blocks that are for a shell."""
    return [line.strip() for block in re.findall(r"```sh\n(.*?)```", text, re.S) for line in block.splitlines() if line.strip()]


def test_pull_request():
    s = Scene()
    repo = s.repository(files={"apps/shop/kustomization.yaml": "resources: [cluster.yaml]\n"})
    s.git(repo, "remote", "add", "upstream", "x")
    text = body(s, repo)
    refs = s.branches(repo)
    need("```mermaid\nflowchart LR\n" in text and '[("shop-database-v2")]' in text and '[("shop-database-v3")]' in text, text)
    need("Do not merge the recovery commit alone" in text and "Expected empty archive" in text, "the warning")
    lines = shell_lines(text)
    render = "kubectl kustomize apps/shop | cnpg-dr extract --cluster shop/shop-database"
    need(lines == [f"git fetch upstream {RECOVER} {REVERT}", f"git switch --detach {refs[RECOVER]}",
                   f"{render} --expect recovery | cnpg-dr apply --wait -", f"git switch --detach {refs[REVERT]}",
                   f"{render} | cnpg-dr settle -", "git switch main && git pull",
                   f"{render} | cnpg-dr settle --finish --repo . --ref main -"], lines)
    order = [text.index(word) for word in ("apply --wait", "settle -", "3. Merge", "settle --finish")]
    need(order == sorted(order), "the order of the steps")
    need(body(s, repo, status=3) == text, "the same where nothing was to do")


def test_pull_request_without_kustomize_and_with_odd_names():
    s = Scene()
    path = "the shop's/cluster.yaml"
    repo = s.repository(files={path: MANIFEST.replace("namespace: shop", "namespace: 'a|`b'")})
    s.dr("commit", path, "--recover-branch", "a", "--revert-branch", "b", "--pr-body", s.folder / "x.md", cwd=repo)
    text = (s.folder / "x.md").read_text()
    need("a?" in text and "|`b" not in text.split("### Steps")[0], text)
    import shlex
    for line in shell_lines(text):
        shlex.split(line)
        need("kubectl" not in line, line)
    need(any("'the shop'\\''s/cluster.yaml'" in line for line in shell_lines(text)), shell_lines(text))


def test_pull_request_of_one_commit():
    s = Scene()
    repo = s.repository()
    text = body(s, repo, "--only", "recover")
    need("commit --only revert --base" in text and REVERT not in text, text)
    text = body(s, repo, "--only", "revert", "--base", RECOVER)
    need(f"git switch --detach {s.branches(repo)[RECOVER]}" in text, text)
    need("`shop-database-v2`, and archives into `shop-database-v3`" in text, text)


def listing(folder, *segments):
    """A store of which only names are known."""
    base = "2026-11-25 00:05:00 900 shop/shop-database-v2/base/20261125T000500/backup.info\n"
    (folder / "ls.txt").write_text(base + "".join(f"2026-11-25 00:0{i}:00 16777216 shop/{name}\n" for i, name in enumerate(segments)))
    return folder / "ls.txt"


def test_pull_request_tells_what_the_store_holds():
    s = Scene()
    repo = s.repository()
    wal = "shop-database-v2/wals/0000000100000000/000000010000000000000001"
    text = body(s, repo, "--listing", listing(s.folder, wal))
    need("### What the store holds" in text and "first empty generation to write is `shop-database-v3`" in text, text)
    need("<b>shop-database-v2</b>" in text and text.count("<b>shop-database-v3</b>") == 1, text)
    need("### What the store holds" not in body(s, repo, status=3), "without a store it is said too")
    text = body(s, repo, "--listing", s.folder / "none.txt", status=3)
    need("It could not be read: cannot be opened" in text, text)


def test_the_store_chooses():
    """v3 is taken: v4 is written."""
    s = Scene()
    repo = s.repository()
    wals = [f"shop-database-v{i}/wals/0000000100000000/000000010000000000000001" for i in (2, 3)]
    s.dr("commit", PATH, "--check-backups", "--listing", listing(s.folder, *wals), cwd=repo)
    branches = s.branches(repo)
    need(RECOVER[:-1] + "4" in branches and RECOVER not in branches, branches)


def test_the_object_store_is_found_in_the_tree():
    s = Scene()
    manifest = """apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: shop-database, namespace: shop}
spec:
  instances: 1
  bootstrap:
    initdb: {database: shop, owner: shop}
  plugins:
    - name: barman-cloud.cloudnative-pg.io
      isWALArchiver: true
      parameters: {barmanObjectName: store, serverName: shop-database-v2}
"""
    store = """apiVersion: barmancloud.cnpg.io/v1
kind: ObjectStore
metadata: {name: store}
spec: {configuration: {destinationPath: "s3://b/pg", endpointURL: "http://127.0.0.1:9"}}
"""
    folder = PATH.rsplit("/", 1)[0]
    repo = s.repository(files={PATH: manifest, f"{folder}/store.yaml": store})
    s.git(repo, "rm", "--quiet", "--cached", "-r", ".")
    (repo / folder / "store.yaml").unlink()
    said = s.dr("commit", PATH, "--check-backups", cwd=repo, status=5, env={"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"})
    need("127.0.0.1:9" in said, said)


def test_pull_request_that_cannot_be_written():
    s = Scene()
    repo = s.repository()
    need("cannot write" in s.dr("commit", PATH, "--pr-body", "/nowhere/x", cwd=repo, status=5))
    need("No space left" in s.dr("commit", PATH, "--pr-body", "/dev/full", cwd=repo, status=5))


def test_next():
    s = Scene()
    repo = s.repository()
    said = s.run(PROGRAM, "commit", PATH, "--next", "--repo", repo).stderr
    need(f"next: git -C {repo} push origin {RECOVER} {REVERT}" in said, said)
    need("next:" not in s.run(PROGRAM, "commit", PATH, cwd=repo).stderr, "without --next")
