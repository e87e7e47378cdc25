"""Each kind of repository, path and blob."""
import os, re, stat

from scene import MANIFEST, PATH, PROGRAM, RECOVER, REVERT, Scene, Skip, check_pair, need, recovered


def test_work_tree():
    s = Scene()
    repo = s.repository()
    before = s.git(repo, "status", "--porcelain"), s.git(repo, "rev-parse", "main"), (repo / PATH).read_text()
    out = s.dr("commit", PATH, cwd=repo)
    refs = s.branches(repo)
    need(out == f"{refs[RECOVER]} {RECOVER}\n{refs[REVERT]} {REVERT}\n", out)
    check_pair(s, repo)
    need(before == (s.git(repo, "status", "--porcelain"), s.git(repo, "rev-parse", "main"), (repo / PATH).read_text()),
         "the work tree was touched")


def test_from_a_folder_of_the_work_tree():
    s = Scene()
    repo = s.repository()
    s.dr("commit", "./cluster.yaml", cwd=repo / "apps/shop")
    check_pair(s, repo)
    said = s.dr("commit", "cluster.yaml", cwd=repo / "apps/shop", status=2)
    need("write ./cluster.yaml" in said, said)
    s.dr("commit", repo / PATH, cwd=repo / "apps", status=3)
    s.dr("commit", "../shop/cluster.yaml", cwd=repo / "apps/other", status=3)
    need("is not in the work tree" in s.dr("commit", "../../elsewhere.yaml", cwd=repo / "apps", status=2))
    need("is not in the work tree" in s.dr("commit", "../repo-of-another-name", cwd=repo, status=2))


def test_a_path_that_leads_out_of_the_tree():
    s = Scene()
    repo = s.repository()
    for path in ("a/../../x", "..", "/", "."):
        said = s.dr("commit", path, cwd=repo, status=2)
        need("next:" in said, path, said)


def test_bare():
    s = Scene()
    s.repository()
    s.git(s.folder, "clone", "--quiet", "--bare", "repo", "bare.git")
    s.dr("commit", PATH, "--repo", "bare.git")
    check_pair(s, s.folder / "bare.git")
    s.dr("commit", PATH, cwd=s.folder / "bare.git", status=3)
    need("has no work tree" in s.dr("commit", "./" + PATH, cwd=s.folder / "bare.git", status=2))


def test_linked_work_tree():
    s = Scene()
    repo = s.repository()
    s.git(repo, "worktree", "add", "--quiet", "-b", "side", s.folder / "linked")
    s.dr("commit", PATH, "--base", "main", cwd=s.folder / "linked")
    check_pair(s, repo)
    s.git(s.folder / "linked", "fsck", "--strict", "--no-dangling")


def test_linked_work_tree_of_a_bare_repository_with_its_own_configuration():
    s = Scene()
    s.repository()
    s.git(s.folder, "clone", "--quiet", "--bare", "repo", "bare.git")
    bare = s.folder / "bare.git"
    s.git(bare, "worktree", "add", "--quiet", s.folder / "linked", "main")
    s.git(bare, "config", "extensions.worktreeConfig", "true")
    s.git(bare, "config", "--worktree", "core.bare", "true")
    s.git(bare, "config", "--unset", "core.bare")
    s.git(s.folder / "linked", "config", "--worktree", "user.name", "Grace Hopper")
    s.dr("commit", PATH, cwd=s.folder / "linked")
    check_pair(s, bare)
    need(s.git(bare, "log", "-1", "--format=%an", RECOVER) == "Grace Hopper", "config.worktree was not read")


def test_shallow_clone():
    s = Scene()
    repo = s.repository()
    s.write(repo, {"README.md": "more\n"})
    s.git(repo, "commit", "--quiet", "--all", "--message", "More")
    s.git(s.folder, "clone", "--quiet", "--depth=1", f"file://{repo}", "shallow")
    shallow = s.folder / "shallow"
    s.dr("commit", PATH, cwd=shallow)
    check_pair(s, shallow)
    s.git(shallow, "push", "--quiet", "origin", RECOVER, REVERT)
    check_pair(s, repo)


def test_packed():
    s = Scene()
    repo = s.repository()
    s.git(repo, "gc", "--quiet")
    s.git(repo, "pack-refs", "--all")
    s.dr("commit", PATH, cwd=repo)
    check_pair(s, repo)


def test_objects_of_another_repository():
    s = Scene()
    repo = s.repository()
    s.git(s.folder, "clone", "--quiet", "--shared", "repo", "borrower")
    s.dr("commit", PATH, cwd=s.folder / "borrower")
    check_pair(s, s.folder / "borrower")
    need(RECOVER not in s.branches(repo), "the lender got a branch")


def test_sha256_is_refused():
    s = Scene()
    s.expect_leaks()
    repo = s.repository(options=["--object-format=sha256"])
    said = s.dr("commit", PATH, cwd=repo, status=4)
    need("R033" in said and "sha256" in said, said)
    need("R033" in s.dr("recover", "--commit", PATH, cwd=repo, status=4), "recover --commit")
    need((repo / PATH).read_text() == MANIFEST, "the manifest was written")


def test_extensions():
    s = Scene()
    s.expect_leaks()
    repo = s.repository()
    s.git(repo, "config", "core.repositoryFormatVersion", "1")
    s.git(repo, "config", "extensions.preciousObjects", "true")
    s.dr("commit", PATH, cwd=repo)
    check_pair(s, repo)
    config = repo / ".git/config"
    text = config.read_text()
    config.write_text(text + "[extensions]\n\trefStorage = files\n\trelativeWorktrees = true\n")
    s.dr("commit", PATH, cwd=repo, status=3)
    for name, value, word in (("refStorage", "reftable", "reftable"), ("someday", "true", "someday")):
        config.write_text(text + f"[extensions]\n\t{name} = {value}\n")
        said = s.dr("commit", PATH, cwd=repo, status=4)
        need("R033" in said and word in said, name, said)


def partial(filter):
    s = Scene()
    s.expect_leaks()
    repo = s.repository()
    s.git(repo, "config", "uploadpack.allowFilter", "true")
    s.git(repo, "config", "uploadpack.allowAnySHA1InWant", "true")
    s.git(s.folder, "clone", "--quiet", "--bare", f"--filter={filter}", f"file://{repo}", "partial.git")
    return s, s.folder / "partial.git"


def test_partial_clone_without_the_blob():
    s, place = partial("blob:none")
    said = s.dr("commit", PATH, "--repo", place, status=5)
    need("partial clone" in said, said)
    command = re.search(r"let git fetch it, and try again: (.*)", said)
    need(command, "no command that fetches", said)
    need(s.run("sh", "-c", command[1]).returncode == 0, command[1])
    s.dr("commit", PATH, "--repo", place)
    check_pair(s, place)


def test_partial_clone_without_the_trees():
    s, place = partial("tree:0")
    said = s.dr("commit", PATH, "--repo", place, status=5)
    need("partial clone" in said, said)
    for _ in range(3):
        command = re.search(r"let git fetch it, and try again: (.*)", said)
        need(command, "no command that fetches", said)
        need(s.run("sh", "-c", command[1]).returncode == 0, command[1])
        p = s.run(PROGRAM, "commit", PATH, "--repo", place)
        if p.returncode == 0:
            return check_pair(s, place)
        said = p.stderr
    need(False, said)


def test_a_missing_object_that_nobody_can_fetch():
    s = Scene()
    repo = s.repository()
    blob = s.git(repo, "rev-parse", f"main:{PATH}")
    (repo / ".git/objects" / blob[:2] / blob[2:]).unlink()
    said = s.dr("commit", PATH, cwd=repo, status=5)
    need("fsck" in said and "partial" not in said, said)


def test_paths():
    for path in ("cluster.yaml", "a b/the cluster.yaml", "grün/Datenbänke/łódź.yaml", "a/b/c/d/e/f/g/h/i/j/cluster.yaml",
                 "-x/-y.yaml", "a:b/c.yaml", "[a]/*.yaml", "quo'te/\"x\".yaml"):
        s = Scene()
        repo = s.repository(files={path: MANIFEST, "a/b/x": "1", "a.b/y": "2", "a0": "3", "a b.txt": "4"})
        s.dr("commit", "--", path, cwd=repo)
        check_pair(s, repo, path=path)


def test_modes():
    s = Scene()
    repo = s.repository()
    (repo / PATH).chmod(0o755)
    s.git(repo, "commit", "--quiet", "--all", "--message", "x")
    s.dr("commit", PATH, cwd=repo)
    check_pair(s, repo)
    need(s.git(repo, "ls-tree", REVERT, "--", PATH).startswith("100755"), "the mode was lost")


def test_what_is_no_file():
    s = Scene()
    repo = s.repository()
    os.symlink("shop/cluster.yaml", repo / "apps/link.yaml")
    s.git(repo, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", f"file://{repo}", "sub")
    s.git(repo, "add", "--all")
    s.git(repo, "commit", "--quiet", "--message", "x")
    for path, word in (("apps/link.yaml", "symbolic link to shop/cluster.yaml"), ("apps", "folder"), ("sub", "submodule")):
        said = s.dr("commit", path, cwd=repo, status=4)
        need("R034" in said and word in said, path, said)
    for path in ("apps/nope.yaml", PATH + "/x", "sub/x"):
        need("there is no" in s.dr("commit", path, cwd=repo, status=2), path)


def test_blobs_are_taken_as_they_are():
    """No filter and no line end conversion comes between the blob and the result."""
    for ending, attributes in (("\r\n", "* text=auto\n"), ("\r\n", "*.yaml eol=crlf\n"), ("\n", "*.yaml eol=crlf\n"),
                               ("\n", "*.yaml filter=upper ident\n")):
        s = Scene()
        manifest = MANIFEST.replace("\n", ending).encode()
        repo = s.repository()
        blob = s.run("git", "-C", repo, "hash-object", "-w", "--stdin", "--no-filters", input=manifest.decode()).stdout.strip()
        s.write(repo, {".gitattributes": attributes})
        s.git(repo, "config", "core.autocrlf", "true")
        s.git(repo, "config", "filter.upper.clean", "tr a-z A-Z")
        s.git(repo, "add", ".gitattributes")
        s.git(repo, "update-index", "--cacheinfo", f"100644,{blob},{PATH}")
        s.git(repo, "commit", "--quiet", "--message", "x")
        need(s.show(repo, f"main:{PATH}") == manifest, "the test's own blob")
        s.dr("commit", PATH, cwd=repo)
        check_pair(s, repo)
        need(s.show(repo, f"{RECOVER}:{PATH}") == recovered(manifest), ending, attributes)


def test_base():
    s = Scene()
    repo = s.repository()
    s.git(repo, "tag", "-a", "v1", "-m", "v1")
    first = s.git(repo, "rev-parse", "main")
    s.write(repo, {PATH: MANIFEST.replace("instances: 2", "instances: 3")})
    s.git(repo, "commit", "--quiet", "--all", "--message", "x")
    for base in ("v1", first[:10], "main~1", "refs/tags/v1"):
        s.dr("commit", PATH, "--base", base, "--force", cwd=repo, status=0 if base == "v1" else 3)
        check_pair(s, repo, base=first)
    need("cannot find" in s.dr("commit", PATH, "--base", "nope", cwd=repo, status=5))
    need("names no commit" in s.dr("commit", PATH, "--base", "main:README.md", cwd=repo, status=5))
    s.git(repo, "switch", "--quiet", "--detach", "v1")
    s.dr("commit", PATH, cwd=repo, status=3)


def test_no_commit_yet():
    s = Scene()
    place = s.folder / "empty"
    s.git(s.folder, "init", "--quiet", place)
    need("has no commit yet" in s.dr("commit", PATH, cwd=place, status=5))


def test_no_repository():
    s = Scene()
    said = s.dr("commit", PATH, env={"GIT_CEILING_DIRECTORIES": str(s.folder.parent)}, status=5)
    need("not a git repository" in said, said)
    said = s.dr("commit", PATH, "--repo", "nowhere", status=5)
    need("nowhere" in said, said)


def test_git_dir():
    s = Scene()
    s.expect_leaks()
    repo = s.repository()
    s.dr("commit", PATH, env={"GIT_DIR": str(repo / ".git")})
    check_pair(s, repo)
    s.dr("commit", "./" + PATH, cwd=repo, env={"GIT_DIR": str(repo / ".git"), "GIT_WORK_TREE": str(repo)}, status=3)


def test_somebody_elses_repository():
    if os.geteuid() != 0:
        raise Skip("only root can give a repository away")
    s = Scene()
    repo = s.repository()
    for folder, _, files in os.walk(repo):
        for name in [folder] + [os.path.join(folder, f) for f in files]:
            os.chown(name, 12345, 12345)
    said = s.dr("commit", PATH, cwd=repo, status=5)
    need("dubious ownership" in said and f"--add safe.directory '{repo}'" in said, said)
    s.git(s.folder, "config", "--file", repo / ".git/config", "safe.directory", "*")
    need("dubious" in s.dr("commit", PATH, cwd=repo, status=5), "the repository allowed itself")
    count = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
    s.dr("commit", PATH, cwd=repo, env=count)
    s.git(s.folder, "config", "--global", "--add", "safe.directory", str(repo))
    s.dr("commit", PATH, cwd=repo, status=3)
    s.git(s.folder, "config", "--global", "--add", "safe.directory", "")
    need("dubious" in s.dr("commit", PATH, cwd=repo, status=5), "an empty value forgets the others")


def test_push_and_clone():
    s = Scene()
    repo = s.repository()
    s.git(s.folder, "clone", "--quiet", "--bare", "repo", "remote.git")
    s.git(repo, "remote", "add", "origin", s.folder / "remote.git")
    p = s.run(PROGRAM, "commit", PATH, "--next", cwd=repo)
    push = re.search(r"next: (git push .*)", p.stderr)
    need(push, p.stderr)
    need(s.run("sh", "-c", push[1], cwd=repo).returncode == 0, push[1])
    s.git(s.folder, "clone", "--quiet", "remote.git", "fresh")
    fresh = s.folder / "fresh"
    for branch in (RECOVER, REVERT):
        s.git(fresh, "branch", "--quiet", branch, f"origin/{branch}")
    check_pair(s, fresh)


def test_hundred_thousand_files():
    """Only the blob and the trees above it are new, however large the repository is."""
    s = Scene()
    place = s.folder / "large"
    s.git(s.folder, "init", "--quiet", place)
    blob = s.run("git", "-C", place, "hash-object", "-w", "--stdin", input="x\n").stdout.strip()
    manifest = s.run("git", "-C", place, "hash-object", "-w", "--stdin", input=MANIFEST).stdout.strip()
    lines = [f"100644 {blob}\t{i // 10000:02}/{i // 100 % 100:02}/{i % 100:02}\n" for i in range(100000)]
    s.run("git", "-C", place, "update-index", "--index-info", input="".join(lines) + f"100644 {manifest}\t07/07/{PATH}\n")
    s.git(place, "commit", "--quiet", "--message", "x")
    s.git(place, "gc", "--quiet")
    path = f"07/07/{PATH}"
    s.dr("commit", path, cwd=place)
    check_pair(s, place, path=path)
    loose = [f for f in (place / ".git/objects").glob("??/*") if stat.S_ISREG(f.stat().st_mode)]
    need(len(loose) == 2 * (1 + 1 + 5), len(loose), "objects were made: a commit, a blob and five trees, twice")
