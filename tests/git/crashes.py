"""Runs that are killed: whatever step it was, the repository is whole, and a second run does the rest."""
import os

from scene import MANIFEST, PATH, PROGRAM, RECOVER, REVERT, Scene, Skip, check_pair, need, recovered, tool

STEPS = "rename,renameat,renameat2,link,linkat,unlink,unlinkat,fsync,openat"


def killed_at(s, step, *words, cwd):
    """Runs the program and kills it at that system call of STEPS; False where it ended before."""
    p = s.run("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={STEPS}", "-e", f"inject={STEPS}:signal=KILL:when={step}",
              PROGRAM, *words, cwd=cwd)
    return p.returncode in (-9, 137)


def need_strace():
    tool("strace")
    s = Scene()
    if not killed_at(s, 1, "--version", cwd=s.folder):
        raise Skip("strace may not trace here")


def remove_locks(repo):
    """What a person does who reads that a lock was left behind."""
    for folder, _, files in os.walk(repo / ".git"):
        for name in files:
            if name.endswith(".lock"):
                os.unlink(os.path.join(folder, name))


def steps(first, stride):
    """Numbers of steps to be killed at; most of the first ones are the loader's, which opens libraries."""
    step = first
    while True:
        yield step
        step += stride


def test_commit_that_is_killed():
    need_strace()
    outcomes = set()
    for step in steps(45, 2):
        s = Scene()
        repo = s.repository()
        if not killed_at(s, step, "commit", PATH, cwd=repo):
            break
        s.git(repo, "fsck", "--strict", "--no-dangling")
        found = set(s.branches(repo)) - {"main"}
        need(found in (set(), {RECOVER}, {RECOVER, REVERT}), step, found)
        outcomes.add(len(found))
        remove_locks(repo)
        p = s.run(PROGRAM, "commit", PATH, cwd=repo)
        need(p.returncode == (3 if len(found) == 2 else 0), step, found, p.returncode, p.stderr)
        check_pair(s, repo)
    need({0, 1} <= outcomes, "no run was killed in between", outcomes)


def test_commit_in_place_that_is_killed():
    need_strace()
    outcomes = set()
    for step in steps(45, 2):
        s = Scene()
        repo = s.repository()
        head = s.git(repo, "rev-parse", "HEAD")
        s.write(repo, {"staged": "x\n"})
        s.git(repo, "add", "staged")
        if not killed_at(s, step, "recover", "--commit", PATH, cwd=repo):
            break
        remove_locks(repo)
        s.git(repo, "fsck", "--strict", "--no-dangling")
        content = (repo / PATH).read_bytes()
        need(content in (MANIFEST.encode(), recovered()), step, "the file is torn")
        done = s.git(repo, "rev-parse", "HEAD") != head
        outcomes.add((content == recovered(), done, s.git(repo, "diff", "--cached", "--name-only", "--", PATH) != ""))
        p = s.run(PROGRAM, "recover", "--commit", PATH, cwd=repo)
        need(p.returncode == (3 if done else 0), step, done, p.returncode, p.stderr)
        need(s.git(repo, "rev-parse", "HEAD^") == head, step, "not one commit")
        need(s.show(repo, f"HEAD:{PATH}") == recovered() == (repo / PATH).read_bytes(), step, "what is committed")
        need(s.git(repo, "status", "--porcelain") == "A  staged", step, s.git(repo, "status", "--porcelain"))
    need((False, False, False) in outcomes, "none was killed before the write", outcomes)
    need((True, False, False) in outcomes, "none was killed between the write and the index", outcomes)
    need((True, False, True) in outcomes, "none was killed between the index and the branch", outcomes)
