"""Signatures, by keys that the test makes, with git verify-commit as the judge."""
import atexit, os

from scene import PATH, RECOVER, REVERT, Scene, need, tool


def gpg_scene():
    """A home with a key of ada@example.org and one of grace@example.org."""
    tool("gpg")
    s = Scene()
    repo = s.repository()
    home = s.home / ".gnupg"
    home.mkdir(mode=0o700)
    for name in ("Ada Lovelace <ada@example.org>", "Grace Hopper <grace@example.org>"):
        p = s.run("gpg", "--batch", "--quiet", "--passphrase", "", "--quick-gen-key", name, "ed25519", "sign", "never")
        need(p.returncode == 0, p.stderr)
    atexit.register(s.run, "gpgconf", "--kill", "gpg-agent")
    return s, repo


def ssh_scene():
    tool("ssh-keygen")
    s = Scene()
    repo = s.repository()
    key = s.home / "key"
    p = s.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", key)
    need(p.returncode == 0, p.stderr)
    public = (s.home / "key.pub").read_text()
    s.write(s.home, {"signers": f"ada@example.org {public}"})
    for k, v in (("gpg.format", "ssh"), ("gpg.ssh.allowedSignersFile", s.home / "signers")):
        s.git(repo, "config", k, v)
    return s, repo, key, public


def verified(s, repo, who, *words, env=None):
    """Both commits are signed by who, by git."""
    for name in (RECOVER, REVERT):
        s.git(repo, "update-ref", "-d", f"refs/heads/{name}")
    s.dr("commit", PATH, *words, cwd=repo, env=env)
    for branch in (RECOVER, REVERT):
        p = s.run("git", "-C", repo, "verify-commit", "-v", branch)
        need(p.returncode == 0 and who in p.stderr, branch, p.returncode, p.stderr, p.stdout)
        need(s.git(repo, "log", "-1", "--format=%G?", branch) == "G", branch, "is not good")
    s.git(repo, "fsck", "--strict", "--no-dangling")


def is_signed(s, repo, branch=RECOVER):
    return "\ngpgsig " in s.git(repo, "cat-file", "commit", branch)


def test_openpgp():
    s, repo = gpg_scene()
    verified(s, repo, "ada@example.org", "--sign")
    s.git(repo, "config", "user.signingKey", "grace@example.org")
    verified(s, repo, "grace@example.org", "--sign")
    s.git(repo, "config", "commit.gpgSign", "true")
    verified(s, repo, "grace@example.org")
    s.dr("commit", PATH, "--no-sign", cwd=repo, status=3)
    for name in (RECOVER, REVERT):
        s.git(repo, "update-ref", "-d", f"refs/heads/{name}")
    s.dr("commit", PATH, "--no-sign", cwd=repo)
    need(not is_signed(s, repo), "signed against --no-sign")
    need("R035" in s.dr("commit", PATH, cwd=repo, status=4), "an unsigned commit is not the signed one")
    need("exclude each other" in s.dr("commit", PATH, "--sign", "--no-sign", cwd=repo, status=2))
    s.dr("recover", "--commit", PATH, cwd=repo)
    need("Good" in s.run("git", "-C", repo, "verify-commit", "HEAD").stderr, "recover --commit")
    need("gpgsig" not in s.git(repo, "log", "-1", "--format=%B"), "the signature is in the message")


def test_the_committer_is_the_key():
    s, repo = gpg_scene()
    grace = {"GIT_COMMITTER_NAME": "Grace Hopper", "GIT_COMMITTER_EMAIL": "grace@example.org"}
    verified(s, repo, "grace@example.org", "--sign", env=grace)


def test_gpg_programs():
    s, repo = gpg_scene()
    s.write(s.home, {"my gpg": f"#!/bin/sh\necho \"$@\" >> {s.home}/called\nexec gpg \"$@\"\n"})
    (s.home / "my gpg").chmod(0o755)
    for key, program in (("gpg.program", s.home / "my gpg"), ("gpg.openpgp.program", "~/my gpg")):
        s.git(repo, "config", "gpg.program", "nothing-of-that-name")
        s.git(repo, "config", key, program)
        s.dr("commit", PATH, "--sign", "--force", cwd=repo, status=0 if key == "gpg.program" else 3)
        if key == "gpg.program":
            need((s.home / "called").read_text().splitlines()[0] == "--status-fd=2 -bsau Ada Lovelace <ada@example.org>", "arguments")
        else:
            s.dr("commit", PATH, "--sign", "--recover-branch", "x", "--revert-branch", "y", cwd=repo)
            need(is_signed(s, repo, "x"), "gpg.openpgp.program")


def test_gpg_that_fails():
    s, repo = gpg_scene()
    s.git(repo, "config", "user.signingKey", "nobody@example.org")
    said = s.dr("commit", PATH, "--sign", cwd=repo, status=5)
    need("failed to sign the commit" in said and "No secret key" in said and "--no-sign" in said, said)
    need(set(s.branches(repo)) == {"main"}, "a branch was made")
    said = s.dr("recover", "--commit", "--sign", PATH, cwd=repo, status=5)
    need("No secret key" in said and s.git(repo, "status", "--porcelain") == "", "the manifest was written", said)
    s.git(repo, "config", "gpg.program", "nothing-of-that-name")
    need("nothing-of-that-name" in s.dr("commit", PATH, "--sign", cwd=repo, status=5), "a program that is not there")
    for script in ("exit 0", "echo '[GNUPG:] SIG_CREATED ' >&2", "echo x", "echo '[GNUPG:] SIG_CREATED x' >&2; echo x; exit 1"):
        s.write(s.home, {"bad": f"#!/bin/sh\ncat >/dev/null\n{script}\n"})
        (s.home / "bad").chmod(0o755)
        s.git(repo, "config", "gpg.program", s.home / "bad")
        need("failed to sign" in s.dr("commit", PATH, "--sign", cwd=repo, status=5), script)


def test_x509_is_refused():
    s = Scene()
    repo = s.repository()
    s.git(repo, "config", "gpg.format", "x509")
    s.dr("commit", PATH, "--only", "recover", cwd=repo)
    said = s.dr("commit", PATH, "--sign", "--force", cwd=repo, status=5)
    need("x509" in said and "--no-sign" in said, said)


def test_ssh_by_path():
    s, repo, key, public = ssh_scene()
    for value in (key, "~/key", f"{key}.pub"):
        s.git(repo, "config", "user.signingKey", value)
        verified(s, repo, "ada@example.org", "--sign")


def test_ssh_by_the_key_itself():
    tool("ssh-agent")
    s, repo, key, public = ssh_scene()
    agent = s.run("ssh-agent", "-s").stdout
    s.env.update(dict(part.strip().split("=", 1) for line in agent.splitlines() for part in line.split(";")[:1] if "=" in part))
    try:
        need(s.run("ssh-add", "-q", key).returncode == 0, "ssh-add")
        key.unlink()
        for value in ("key::" + public, public):
            s.git(repo, "config", "user.signingKey", value.strip())
            verified(s, repo, "ada@example.org", "--sign")
        s.git(repo, "config", "--unset", "user.signingKey")
        for command in ("ssh-add -L", f"cat '{s.home}/key.pub'", f"printf 'key::%s' \"{public.strip()}\""):
            s.git(repo, "config", "gpg.ssh.defaultKeyCommand", command)
            verified(s, repo, "ada@example.org", "--sign")
    finally:
        s.run("ssh-agent", "-k")


def test_ssh_without_a_key():
    s, repo, key, public = ssh_scene()
    need("user.signingKey needs to be set" in s.dr("commit", PATH, "--sign", cwd=repo, status=5))
    for command, words in (("echo nonsense", "gave no key: nonsense"), ("false", "gave no key"), ("echo 'x", "malformed"),
                           ("echo x\\", "malformed"), ("no-such-program-here", "no-such-program-here")):
        s.git(repo, "config", "gpg.ssh.defaultKeyCommand", command)
        said = s.dr("commit", PATH, "--sign", cwd=repo, status=5)
        need(words in said, command, said)
    s.git(repo, "config", "user.signingKey", "/nowhere/key")
    need("failed to sign" in s.dr("commit", PATH, "--sign", cwd=repo, status=5), "a key that is not there")
    need(set(s.branches(repo)) == {"main"}, "a branch was made")


def test_ssh_program_gets_what_git_gives_it():
    s, repo, key, public = ssh_scene()
    s.git(repo, "config", "user.signingKey", key)
    s.write(s.home, {"wrapper": f"#!/bin/sh\necho \"$@\" >> {s.home}/called\nexec ssh-keygen \"$@\"\n"})
    (s.home / "wrapper").chmod(0o755)
    s.git(repo, "config", "gpg.ssh.program", s.home / "wrapper")
    s.git(repo, "commit", "--quiet", "--allow-empty", "-S", "--message", "x")
    verified(s, repo, "ada@example.org", "--sign")
    gits, *ours = [line.split(" ") for line in (s.home / "called").read_text().splitlines() if " sign " in line]
    need(len(ours) == 2 and all(o[:-1] == gits[:-1] for o in ours), gits, ours)


def test_nothing_is_left_in_the_scratch_folder():
    s, repo, key, public = ssh_scene()
    folder = s.folder / "tmp"
    folder.mkdir()
    s.git(repo, "config", "user.signingKey", key)
    env = {"TMPDIR": str(folder)}
    s.dr("commit", PATH, "--sign", cwd=repo, env=env)
    s.git(repo, "config", "user.signingKey", "/nowhere")
    s.dr("commit", PATH, "--sign", "--to", "shop-database-v7", cwd=repo, env=env, status=5)
    need(os.listdir(folder) == [], os.listdir(folder))
    s.dr("commit", PATH, "--sign", "--to", "shop-database-v7", cwd=repo, env={"TMPDIR": "/nowhere"}, status=5)
