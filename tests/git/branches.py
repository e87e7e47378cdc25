"""Branches move by compare and swap, in order, and never by force unless told."""
import subprocess, time

from scene import MANIFEST, PATH, PROGRAM, RECOVER, REVERT, Scene, check_pair, need, recovered, reverted


def test_twice_is_nothing_to_do():
    s = Scene()
    repo = s.repository()
    first = s.dr("commit", PATH, cwd=repo)
    again = s.dr("commit", PATH, cwd=repo, status=3, env={"GIT_COMMITTER_DATE": "@1 +0000", "GIT_AUTHOR_NAME": "Another"})
    need(first == again, first, again)


def test_the_missing_one_of_two_is_made():
    """What a run that was killed between the two branches leaves, a second one finishes."""
    s = Scene()
    repo = s.repository()
    s.dr("commit", PATH, cwd=repo)
    before = s.branches(repo)
    s.git(repo, "branch", "--quiet", "-D", REVERT)
    s.dr("commit", PATH, cwd=repo)
    need(s.branches(repo)[RECOVER] == before[RECOVER], "the recovery was made anew")
    check_pair(s, repo)


def test_a_branch_that_holds_something_else():
    s = Scene()
    repo = s.repository()
    for name in (RECOVER, REVERT):
        s.git(repo, "branch", name, "main")
        before = s.branches(repo)
        said = s.dr("commit", PATH, cwd=repo, status=4)
        need("R035" in said and name in said, said)
        need(s.branches(repo) == before, "a branch was moved")
        s.git(repo, "branch", "--quiet", "-D", name)
    s.git(repo, "branch", RECOVER, "main")
    s.dr("commit", PATH, "--force", cwd=repo)
    check_pair(s, repo)


def test_another_message_or_author_is_something_else():
    s = Scene()
    repo = s.repository()
    s.dr("commit", PATH, cwd=repo)
    for more in (["--message", "Mine"], ["--author", "Grace Hopper <grace@example.org>"]):
        need("R035" in s.dr("commit", PATH, *more, cwd=repo, status=4), *more)
    s.dr("commit", PATH, "--author", "Ada Lovelace <ada@example.org>", cwd=repo, status=3)


def test_names():
    s = Scene()
    repo = s.repository()
    s.dr("commit", PATH, "--recover-branch", "a", "--revert-branch", "b/c", cwd=repo)
    check_pair(s, repo, recover="a", revert="b/c")
    need("two different names" in s.dr("commit", PATH, "--recover-branch", "x", "--revert-branch", "x", cwd=repo, status=2))
    for bad in ("a b", "x..y", "-x", "x.lock", "/x", "HEAD"):
        said = s.dr("commit", PATH, f"--recover-branch={bad}", cwd=repo, status=2)
        need("name of a branch" in said, bad, said)
    s.write(repo, {"plain.yaml": MANIFEST.replace("  namespace: shop\n", "")})
    s.git(repo, "add", "--all")
    s.git(repo, "commit", "--quiet", "--message", "x")
    s.dr("commit", "plain.yaml", cwd=repo)
    need("cnpg-dr/recover/shop-database/shop-database-v3" in s.branches(repo), s.branches(repo))


def test_names_that_collide():
    s = Scene()
    repo = s.repository()
    s.git(repo, "branch", "a", "main")
    s.git(repo, "branch", "d/e", "main")
    for packed in (False, True):
        if packed:
            s.git(repo, "pack-refs", "--all", "--prune")
        for name, other in (("a/b", "a"), ("a/b/c", "a"), ("d", "d/e")):
            said = s.dr("commit", PATH, "--revert-branch", name, cwd=repo, status=5)
            need(f"beside the branch {other}" in said, packed, name, said)
            need(RECOVER not in s.branches(repo), "one of the two was moved")


def test_only():
    s = Scene()
    repo = s.repository()
    s.dr("commit", PATH, "--only", "recover", cwd=repo)
    need(set(s.branches(repo)) == {"main", RECOVER}, s.branches(repo))
    s.dr("commit", PATH, "--only", "revert", cwd=repo, status=3)
    s.dr("commit", PATH, "--only", "revert", "--base", RECOVER, cwd=repo)
    check_pair(s, repo)
    need("--only revert" in s.run(PROGRAM, "commit", PATH, "--base", RECOVER, cwd=repo).stderr, "no hint")


def test_every_option_of_recover_passes_through():
    for words in (["--from", "shop-database-v1"], ["--to", "shop-database-v9"], ["--target-time", "2026-01-02T03:04:05Z"],
                  ["--backup-id", "20260102T030405", "--target-immediate"], ["--fresh-block"], ["--no-fill"],
                  ["--cluster", "shop/shop-database"], ["--generation-pattern", "v(?<number>[0-9]+)$"]):
        s = Scene()
        repo = s.repository()
        s.dr("commit", PATH, "--recover-branch", "a", "--revert-branch", "b", *words, cwd=repo)
        need(s.show(repo, f"a:{PATH}") == recovered(MANIFEST, *words), *words)
        need(s.show(repo, f"b:{PATH}") == reverted(recovered(MANIFEST, *words)), *words)


def test_retry_and_advance():
    for option in ("--retry", "--advance"):
        s = Scene()
        repo = s.repository(files={PATH: recovered()})
        s.dr("commit", PATH, option, "--only", "recover", "--recover-branch", "a", cwd=repo)
        need(s.show(repo, f"a:{PATH}") == recovered(recovered(), option), option)
        s.write(repo, {PATH: MANIFEST})
        s.git(repo, "commit", "--quiet", "--all", "--message", "x")
        need("R028" in s.dr("commit", PATH, option, cwd=repo, status=4), option, "on a steady manifest")


def test_refusals_name_the_place():
    s = Scene()
    repo = s.repository(files={PATH: MANIFEST.replace("    initdb:", "    pg_basebackup:\n      source: x\n    initdb:")})
    said = s.dr("commit", PATH, cwd=repo, status=4)
    need(said.startswith(f"main:{PATH}:8:3: ") and "R001" in said, said)
    need(set(s.branches(repo)) == {"main"}, "a branch was made")


def test_the_pattern_of_the_tree():
    s = Scene()
    manifest = MANIFEST.replace("shop-database-v2", "shop16-02").replace("shop-database-v1", "shop16-01")
    repo = s.repository(files={PATH: manifest, ".cnpg-dr.yaml": "generation-pattern: '-(?<number>[0-9]+)$'\n"})
    (repo / ".cnpg-dr.yaml").unlink()
    s.dr("commit", PATH, cwd=repo)
    need("serverName: shop16-03" in s.show(repo, f"cnpg-dr/recover/shop/shop-database/shop16-03:{PATH}").decode(), "pattern")
    s.write(repo, {"apps/.cnpg-dr.yaml": "generation-patern: x\n"})
    s.git(repo, "add", "--all")
    s.git(repo, "commit", "--quiet", "--message", "x")
    said = s.dr("commit", PATH, cwd=repo, status=2)
    need("apps/.cnpg-dr.yaml:1:1" in said, said)


def test_a_branch_that_is_checked_out():
    s = Scene()
    repo = s.repository()
    s.git(repo, "worktree", "add", "--quiet", "-b", RECOVER, s.folder / "linked")
    s.git(s.folder / "linked", "commit", "--quiet", "--allow-empty", "--message", "x")
    need("R035" in s.dr("commit", PATH, cwd=repo, status=4))
    s.dr("commit", PATH, "--recover-branch", "a", "--revert-branch", "b", cwd=repo)
    s.git(repo, "branch", "--force", "b", "a")
    s.git(repo, "worktree", "add", "--quiet", s.folder / "busy", "b")
    s.git(s.folder / "busy", "reset", "--quiet", "--hard", "main")
    head = s.folder / "unborn"
    s.git(repo, "worktree", "add", "--quiet", "--detach", head)
    s.git(head, "switch", "--quiet", "--orphan", REVERT)
    said = s.dr("commit", PATH, "--recover-branch", "c", cwd=repo, status=4)
    need("R036" in said and str(head) in said, said)
    need("c" not in s.branches(repo), "the other branch was moved")
    s.dr("commit", PATH, "--recover-branch", "c", "--force", cwd=repo)
    need(REVERT in s.branches(repo), "not by force either")


def test_a_branch_that_is_rebased_or_bisected():
    s = Scene()
    repo = s.repository()
    git_dir = repo / ".git"
    for file, text in (("rebase-merge/head-name", f"refs/heads/{RECOVER}\n"), ("rebase-apply/head-name", f"refs/heads/{RECOVER}\n"),
                       ("BISECT_START", RECOVER + "\n")):
        s.write(git_dir, {file: text})
        need("R036" in s.dr("commit", PATH, cwd=repo, status=4), file)
        (git_dir / file).unlink()
    s.dr("commit", PATH, cwd=repo)


def test_the_branch_of_a_bare_repository_is_not_checked_out():
    s = Scene()
    s.repository()
    s.git(s.folder, "clone", "--quiet", "--bare", "repo", "bare.git")
    s.git(s.folder / "bare.git", "symbolic-ref", "HEAD", f"refs/heads/{RECOVER}")
    s.dr("commit", PATH, "--base", "main", "--repo", "bare.git")
    check_pair(s, s.folder / "bare.git")


def test_a_lock_of_another_program():
    s = Scene()
    repo = s.repository()
    lock = repo / f".git/refs/heads/{REVERT}.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    begun = time.monotonic()
    said = s.dr("commit", PATH, cwd=repo, status=5)
    need(f"remove {lock}" in said, said)
    need(time.monotonic() - begun > 0.5, "it did not wait at all")
    need(set(s.branches(repo)) == {"main"}, "the first of the two was moved")
    process = subprocess.Popen([PROGRAM, "commit", PATH], cwd=repo, env=s.env, stdout=subprocess.PIPE)
    time.sleep(0.3)
    lock.unlink()
    need(process.wait(60) == 0, "the lock that was released")
    check_pair(s, repo)


def test_reflog():
    s = Scene()
    repo = s.repository()
    s.dr("commit", PATH, cwd=repo)
    log = s.git(repo, "reflog", "--format=%gs %gn", RECOVER)
    need(log == f"cnpg-dr commit: recovery of {PATH} Ada Lovelace", log)
    s.git(repo, "config", "core.logAllRefUpdates", "false")
    s.dr("commit", PATH, "--recover-branch", "a", "--revert-branch", "b", cwd=repo)
    need(not (repo / ".git/logs/refs/heads/a").exists(), "a reflog where none is wanted")


def test_many_at_once():
    """Of runs that differ one wins, the others say so, and the two branches always belong together."""
    for turn in range(6):
        s = Scene()
        repo = s.repository()
        processes = [subprocess.Popen([PROGRAM, "commit", PATH, "--recover-branch", "a", "--revert-branch", "b", "--to",
                                       f"shop-database-v{n}"], cwd=repo, env=s.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                     for n in range(3, 11)]
        results = [(p.communicate(timeout=120), p.returncode) for p in processes]
        winners = [n for n, (_, status) in enumerate(results, 3) if status == 0]
        need(len(winners) == 1, [r[1] for r in results], [r[0][1] for r in results])
        for (_, said), status in results:
            need(status == 0 or (status == 4 and "R035" in said), status, said)
        need(f"serverName: shop-database-v{winners[0]}" in s.show(repo, f"a:{PATH}").decode(), "the winner's branch")
        need(s.git(repo, "rev-parse", "b^") == s.git(repo, "rev-parse", "a"), "torn")
        s.git(repo, "fsck", "--strict", "--no-dangling")


def test_two_that_ask_for_the_same():
    for turn in range(6):
        s = Scene()
        repo = s.repository()
        processes = [subprocess.Popen([PROGRAM, "commit", PATH], cwd=repo, env=s.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                     for _ in range(4)]
        results = [(p.communicate(timeout=120), p.returncode) for p in processes]
        need(all(status in (0, 3, 4) for _, status in results), results)
        need(any(status == 0 for _, status in results), results)
        check_pair(s, repo)
