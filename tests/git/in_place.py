"""recover --commit and revert --commit."""
import os, subprocess

from scene import MANIFEST, PATH, PROGRAM, Scene, need, recovered, reverted

OTHER = "apps/other/other.yaml"


def dirty(s, repo):
    """Work of all kinds in other files; what git says of it."""
    s.write(repo, {OTHER: "a: 2\n", "staged.txt": "new\n", "both.txt": "1\n", "untracked.txt": "x\n"})
    s.git(repo, "add", OTHER, "staged.txt", "both.txt")
    s.write(repo, {"both.txt": "2\n", "README.md": "changed\n"})
    s.git(repo, "rm", "--quiet", "--cached", "gone.txt")
    s.write(repo, {"later.txt": "y\n"})
    s.git(repo, "add", "--intent-to-add", "later.txt")
    return state(s, repo)


def state(s, repo):
    return s.git(repo, "status", "--porcelain=v2"), s.git(repo, "diff"), s.git(repo, "diff", "--cached")


def check_commit(s, repo, content, parent, path=PATH):
    """HEAD is one commit on parent that has that file alone, and the file is clean."""
    s.git(repo, "fsck", "--strict", "--no-dangling")
    need(s.git(repo, "rev-parse", "HEAD^") == parent, "the parent")
    need(s.git(repo, "diff", "--name-only", "-z", "HEAD^", "HEAD") == path + "\0", "other files are in the commit")
    need(s.show(repo, f"HEAD:{path}") == content, "what was committed")
    need(s.git(repo, "status", "--porcelain", "--", path) == "", "the file is not clean")
    need(s.git(repo, "diff-files", "--name-only", "--", path) == "", "the index does not know the file's status")


def test_other_work_stays():
    for options in ([], ["--object-format=sha1"]):
        s = Scene()
        repo = s.repository(files={"gone.txt": "g\n"}, options=options)
        before = dirty(s, repo)
        head = s.git(repo, "rev-parse", "HEAD")
        s.dr("recover", "--commit", PATH, cwd=repo)
        check_commit(s, repo, recovered(), head)
        need(state(s, repo) == before, "other work was touched", state(s, repo))
        need((repo / PATH).read_bytes() == recovered(), "the file")
        head = s.git(repo, "rev-parse", "HEAD")
        s.dr("revert", "--commit", PATH, cwd=repo)
        check_commit(s, repo, reverted(recovered()), head)
        need(state(s, repo) == before, "other work was touched")
        s.dr("revert", "--commit", PATH, cwd=repo, status=3)


def test_from_elsewhere():
    s = Scene()
    repo = s.repository()
    head = s.git(repo, "rev-parse", "HEAD")
    s.dr("recover", "--commit", repo / PATH)
    check_commit(s, repo, recovered(), head)
    head = s.git(repo, "rev-parse", "HEAD")
    s.dr("revert", "--commit", "cluster.yaml", cwd=repo / "apps/shop")
    check_commit(s, repo, reverted(recovered()), head)
    need(s.git(repo, "reflog", "-1", "--format=%gs").startswith("commit: End the recovery of"), "HEAD's reflog")
    need(s.git(repo, "reflog", "-1", "--format=%gs", "main").startswith("commit: End"), "the branch's reflog")


def test_linked_work_tree_in_place():
    s = Scene()
    repo = s.repository()
    linked = s.folder / "linked"
    s.git(repo, "worktree", "add", "--quiet", "-b", "side", linked)
    head = s.git(repo, "rev-parse", "HEAD")
    s.dr("recover", "--commit", linked / PATH)
    check_commit(s, linked, recovered(), head)
    need(s.git(linked, "branch", "--show-current") == "side" and s.git(repo, "rev-parse", "main") == head, "the wrong branch")
    need(s.git(repo, "status", "--porcelain") == "", "the main work tree was touched")


def test_through_a_symbolic_link():
    s = Scene()
    repo = s.repository()
    os.symlink("shop/cluster.yaml", repo / "apps/link.yaml")
    s.git(repo, "add", "--all")
    s.git(repo, "commit", "--quiet", "--message", "x")
    head = s.git(repo, "rev-parse", "HEAD")
    s.dr("recover", "--commit", "apps/link.yaml", cwd=repo)
    check_commit(s, repo, recovered(), head)
    need(os.path.islink(repo / "apps/link.yaml"), "the link")


def test_uncommitted_changes():
    changed = MANIFEST.replace("instances: 2", "instances: 3")
    for stage in (False, True):
        s = Scene()
        repo = s.repository()
        s.write(repo, {PATH: changed})
        if stage:
            s.git(repo, "add", PATH)
        before = state(s, repo)
        said = s.dr("recover", "--commit", PATH, cwd=repo, status=4)
        need("R037" in said and "--include-changes" in said, said)
        need(state(s, repo) == before, "something was done")
        head = s.git(repo, "rev-parse", "HEAD")
        s.dr("recover", "--commit", "--include-changes", PATH, cwd=repo)
        check_commit(s, repo, recovered(changed), head)


def test_staged_and_changed_back():
    """The index has a change, the work tree has HEAD's file: that is not clean either."""
    s = Scene()
    repo = s.repository()
    s.write(repo, {PATH: MANIFEST.replace("instances: 2", "instances: 3")})
    s.git(repo, "add", PATH)
    s.write(repo, {PATH: MANIFEST})
    need("R037" in s.dr("recover", "--commit", PATH, cwd=repo, status=4))


def test_untracked_and_ignored():
    s = Scene()
    repo = s.repository()
    s.write(repo, {"new/cluster.yaml": MANIFEST})
    need("is not committed at all" in s.dr("recover", "--commit", "new/cluster.yaml", cwd=repo, status=4))
    head = s.git(repo, "rev-parse", "HEAD")
    s.dr("recover", "--commit", "--include-changes", "new/cluster.yaml", cwd=repo)
    check_commit(s, repo, recovered(), head, "new/cluster.yaml")
    s.write(repo, {"old/cluster.yaml": MANIFEST, ".gitignore": "old/\n"})
    said = s.dr("recover", "--commit", "--include-changes", "old/cluster.yaml", cwd=repo, status=4)
    need("is ignored by git" in said and "check-ignore" in said, said)


def test_a_branch_without_a_commit():
    s = Scene()
    place = s.folder / "fresh"
    s.git(s.folder, "init", "--quiet", place)
    s.write(place, {PATH: MANIFEST, "staged": "x\n"})
    s.git(place, "add", "staged")
    s.dr("recover", "--commit", PATH, cwd=place, status=4)
    s.dr("recover", "--commit", "--include-changes", PATH, cwd=place)
    need(s.git(place, "ls-tree", "-r", "--name-only", "HEAD") == PATH, "other files are in the first commit")
    need(s.git(place, "status", "--porcelain") == "A  staged", s.git(place, "status", "--porcelain"))
    need(s.git(place, "rev-list", "--count", "HEAD") == "1", "parents")


def test_where_no_plain_commit_can_be_made():
    s = Scene()
    repo = s.repository()
    s.git(repo, "switch", "--quiet", "--create", "side")
    s.write(repo, {PATH: MANIFEST.replace("instances: 2", "instances: 5"), "README.md": "side\n"})
    s.git(repo, "commit", "--quiet", "--all", "--message", "side")
    s.git(repo, "switch", "--quiet", "main")
    s.write(repo, {"README.md": "main\n"})
    s.git(repo, "commit", "--quiet", "--all", "--message", "main")
    for words, word in ((["merge", "side"], "merge"), (["cherry-pick", "side"], "cherry-pick"), (["rebase", "side"], "rebase"),
                        (["bisect", "start"], "bisect"), (["revert", "--no-edit", "main~1"], None)):
        s.run("git", "-C", repo, *words)
        if word:
            before = state(s, repo)
            said = s.dr("recover", "--commit", PATH, cwd=repo, status=4)
            need("R038" in said and f"git {word}" in said, words, said)
            need(state(s, repo) == before, words, "something was done")
            s.git(repo, word, "reset" if word == "bisect" else "--abort")
    s.run("git", "-C", repo, "revert", "--abort")
    s.git(repo, "reset", "--quiet", "--hard", "main")
    s.git(repo, "switch", "--quiet", "--detach", "main")
    said = s.dr("recover", "--commit", PATH, cwd=repo, status=4)
    need("R038" in said and "git switch --create" in said, said)
    need((repo / PATH).read_text() == MANIFEST, "the file was written")


def test_conflicts():
    s = Scene()
    repo = s.repository()
    blob = s.git(repo, "rev-parse", f"HEAD:{PATH}")
    s.run("git", "-C", repo, "update-index", "--index-info", input=f"0 {'0' * 40}\t{PATH}\n100644 {blob} 1\t{PATH}\n100644 {blob} 2\t{PATH}\n")
    need("has merge conflicts" in s.dr("recover", "--commit", PATH, cwd=repo, status=4))


def test_outside():
    s = Scene()
    s.repository()
    s.write(s.folder, {"loose.yaml": MANIFEST})
    env = {"GIT_CEILING_DIRECTORIES": str(s.folder.parent)}
    need("not a git repository" in s.dr("recover", "--commit", "loose.yaml", env=env, status=5))
    need((s.folder / "loose.yaml").read_text() == MANIFEST, "the file was written")
    need("- is none" in s.dr("recover", "--commit", "-", status=2))
    need("--sign needs --commit" in s.dr("recover", "--sign", "loose.yaml", status=2))
    need("--include-changes needs --commit" in s.dr("revert", "--include-changes", "loose.yaml", status=2))


def test_dry_run():
    s = Scene()
    repo = s.repository()
    head = s.git(repo, "rev-parse", "HEAD")
    out = s.dr("recover", "--commit", "--dry-run", PATH, cwd=repo)
    need("+  bootstrap:" in out and s.git(repo, "rev-parse", "HEAD") == head and s.git(repo, "status", "--porcelain") == "", out)
    need("+  bootstrap:" in s.dr("recover", "--commit", "--diff", PATH, cwd=repo), "--diff")
    check_commit(s, repo, recovered(), head)


def test_line_ends_and_ident_as_git_add_has_them():
    """The blob is the one that git would add; the file keeps what it had."""
    crlf = MANIFEST.replace("\n", "\r\n").encode()
    ident = MANIFEST.replace("kind: Cluster", "# $Id$\nkind: Cluster").encode()
    for file, attributes, config in ((crlf, "", "true"), (crlf, "* text=auto\n", "false"), (crlf, "*.yaml text eol=crlf\n", "false"),
                                     (crlf, "", "false"), (MANIFEST.encode(), "* text=auto\n", "input"), (crlf, "*.yaml -text\n", "true"),
                                     (crlf, "* text=auto\n", "input"), (ident, "*.yaml ident\n", "false")):
        s = Scene()
        s.git(s.folder, "config", "--global", "core.autocrlf", config)
        repo = s.repository(files={PATH: file, ".gitattributes": attributes})
        (repo / PATH).unlink()
        s.git(repo, "checkout", "--quiet", "--", PATH)
        file = (repo / PATH).read_bytes()
        head = s.git(repo, "rev-parse", "HEAD")
        need(s.git(repo, "status", "--porcelain") == "", "the test's own repository")
        s.dr("recover", "--commit", PATH, cwd=repo)
        need((repo / PATH).read_bytes() == recovered(file), attributes, config, "the file")
        wanted = s.git(repo, "hash-object", "--path", PATH, repo / PATH)
        need(s.git(repo, "rev-parse", f"HEAD:{PATH}") == wanted, attributes, config, "the blob is not what git would add")
        check_commit(s, repo, s.show(repo, f"HEAD:{PATH}"), head)
        s.git(repo, "add", PATH)
        need(s.git(repo, "status", "--porcelain") == "", attributes, config, "git add sees a change")


def test_filters_that_only_git_can_run():
    for attributes, config in (("*.yaml filter=crypt\n", ("filter.crypt.clean", "cat")), ("*.yaml filter=crypt\n", ("filter.crypt.process", "cat")),
                               ("*.yaml working-tree-encoding=ISO-8859-1\n", ("x.y", "z"))):
        s = Scene()
        repo = s.repository(files={".gitattributes": attributes})
        s.git(repo, "config", *config)
        need("R033" in s.dr("recover", "--commit", PATH, cwd=repo, status=4), attributes)
        need((repo / PATH).read_text() == MANIFEST, "the file was written")
    s = Scene()
    repo = s.repository(files={".gitattributes": "*.yaml filter=unknown\n"})
    s.dr("recover", "--commit", PATH, cwd=repo)
    s = Scene()
    repo = s.repository()
    env = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.autocrlf", "GIT_CONFIG_VALUE_0": "true"}
    need("GIT_CONFIG_COUNT" in s.dr("recover", "--commit", PATH, cwd=repo, env=env, status=4))


def test_modes_in_place():
    s = Scene()
    repo = s.repository()
    (repo / PATH).chmod(0o755)
    need("R037" in s.dr("recover", "--commit", PATH, cwd=repo, status=4), "a mode is a change")
    s.git(repo, "config", "core.fileMode", "false")
    head = s.git(repo, "rev-parse", "HEAD")
    s.dr("recover", "--commit", PATH, cwd=repo)
    check_commit(s, repo, recovered(), head)
    s.git(repo, "config", "core.fileMode", "true")
    s.dr("revert", "--commit", "--include-changes", PATH, cwd=repo)
    need(s.git(repo, "ls-tree", "HEAD", "--", PATH).startswith("100755"), "the mode was not taken along")


def test_indexes():
    for version in ("2", "3", "4"):
        s = Scene()
        repo = s.repository(files={"gone.txt": "g\n"})
        s.git(repo, "update-index", "--index-version", version)
        s.git(repo, "update-index", "--skip-worktree", "README.md")
        s.git(repo, "update-index", "--assume-unchanged", OTHER)
        head = s.git(repo, "rev-parse", "HEAD")
        s.dr("recover", "--commit", PATH, cwd=repo)
        check_commit(s, repo, recovered(), head)
        flags = s.git(repo, "ls-files", "-v", "README.md", OTHER).splitlines()
        need(flags == ["S README.md", f"h {OTHER}"], version, flags)


def test_indexes_that_libgit2_cannot_read():
    s = Scene()
    repo = s.repository()
    s.git(repo, "update-index", "--split-index")
    said = s.dr("recover", "--commit", PATH, cwd=repo, status=4)
    need("R033" in said and "--no-split-index" in said, said)
    need((repo / PATH).read_text() == MANIFEST, "the file was written")
    s.git(repo, "update-index", "--no-split-index")
    s.git(repo, "sparse-checkout", "set", "--cone", "--sparse-index", "apps/shop")
    said = s.dr("recover", "--commit", PATH, cwd=repo, status=4)
    need("R033" in said and "--no-sparse-index" in said, said)
    s.git(repo, "sparse-checkout", "reapply", "--no-sparse-index")
    head = s.git(repo, "rev-parse", "HEAD")
    s.dr("recover", "--commit", PATH, cwd=repo)
    check_commit(s, repo, recovered(), head)
    need(not (repo / "apps/other").exists() and s.git(repo, "status", "--porcelain") == "", "the sparse checkout")


def test_a_locked_index():
    s = Scene()
    repo = s.repository()
    lock = repo / ".git/index.lock"
    lock.touch()
    said = s.dr("recover", "--commit", PATH, cwd=repo, status=5)
    need(f"remove {lock}" in said, said)
    lock.unlink()
    head = s.git(repo, "rev-parse", "HEAD")
    s.dr("recover", "--commit", PATH, cwd=repo)
    check_commit(s, repo, recovered(), head)


def test_work_of_recover_without_commit_is_committed():
    s = Scene()
    repo = s.repository()
    s.dr("recover", PATH, cwd=repo)
    head = s.git(repo, "rev-parse", "HEAD")
    s.dr("recover", "--commit", PATH, cwd=repo)
    check_commit(s, repo, recovered(), head)
    s.dr("recover", PATH, "--to", "shop-database-v8", cwd=repo)
    need("R037" in s.dr("recover", "--commit", PATH, cwd=repo, status=4), "another recovery than the one that lies there")


def test_two_in_place_at_once():
    for turn in range(6):
        s = Scene()
        repo = s.repository()
        head = s.git(repo, "rev-parse", "HEAD")
        processes = [subprocess.Popen([PROGRAM, "recover", "--commit", PATH], cwd=repo, env=s.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                     for _ in range(4)]
        results = [(p.communicate(timeout=120), p.returncode) for p in processes]
        need(all(status in (0, 3, 4) for _, status in results), results)
        need(any(status == 0 for _, status in results), results)
        s.dr("recover", "--commit", PATH, cwd=repo, status=3)
        check_commit(s, repo, recovered(), head)


def test_git_commits_meanwhile():
    for turn in range(4):
        s = Scene()
        repo = s.repository()
        git = subprocess.Popen(["sh", "-c", "for i in 1 2 3 4 5 6 7 8; do echo $i >other.$i; git add other.$i && git commit -q -m $i || exit 1; done"],
                               cwd=repo, env=s.env, stderr=subprocess.PIPE, text=True)
        p = s.run(PROGRAM, "recover", "--commit", PATH, cwd=repo)
        said = git.communicate(timeout=120)[1]
        need(p.returncode == 0 or (p.returncode == 4 and "R035" in p.stderr), p.returncode, p.stderr)
        s.dr("recover", "--commit", PATH, cwd=repo, status=3 if p.returncode == 0 else 0)
        s.git(repo, "fsck", "--strict", "--no-dangling")
        need(s.show(repo, f"HEAD:{PATH}") == recovered(), "the recovery is not in HEAD")
        need(s.git(repo, "log", "--format=%s", "--", PATH).count("Recover ") == 1, "one commit of the recovery")
        if git.returncode == 0:
            need(s.git(repo, "ls-tree", "--name-only", "HEAD").count("other.") == 8, "what git committed was lost")
            need(s.git(repo, "status", "--porcelain") == "", s.git(repo, "status", "--porcelain"))
        else:  # git waits for no lock of the index, nor of HEAD
            need("lock" in said, said)
