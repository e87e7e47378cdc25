"""A scratch folder with a home of its own, git repositories in it, and the program under test."""
import atexit, os, pathlib, shutil, subprocess, tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build")).resolve()
PROGRAM = BUILD / "cnpg-dr"

MANIFEST = """\
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata:
  name: shop-database
  namespace: shop
spec:
  instances: 2
  bootstrap:
    initdb:
      database: shop
      owner: shop
  # bootstrap:
  #   recovery:
  #     source: shop-database-v1
  #     database: shop
  #     owner: shop
  # externalClusters:
  #   - name: shop-database-v1
  #     barmanObjectStore:
  #       serverName: shop-database-v2
  #       destinationPath: s3://backups/shop
  #       s3Credentials:
  #         inheritFromIAMRole: true
  backup:
    barmanObjectStore:
      serverName: shop-database-v2
      destinationPath: s3://backups/shop
      s3Credentials:
        inheritFromIAMRole: true
"""
PATH = "apps/shop/cluster.yaml"
RECOVER = "cnpg-dr/recover/shop/shop-database/shop-database-v3"
REVERT = "cnpg-dr/revert/shop/shop-database/shop-database-v3"


class Skip(Exception):
    pass


def need(condition, *why):
    if not condition:
        raise AssertionError(" ".join(str(w) for w in why) or "as asserted")


def tool(name):
    if not shutil.which(name):
        raise Skip(f"{name} is not installed")


class Scene:
    """Everything in it is removed when the tests end. `env` is what git and the program run with."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cnpg-dr-git-"))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.home = self.folder / "home"
        self.home.mkdir()
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "TMPDIR", "USER") or k.endswith("SAN_OPTIONS")}
        self.env = {**kept, "HOME": str(self.home), "LC_ALL": "C.UTF-8", "TZ": "UTC", "GIT_CONFIG_NOSYSTEM": "1"}
        (self.home / ".gitconfig").write_text(
            "[user]\n\tname = Ada Lovelace\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n"
            "[protocol \"file\"]\n\tallow = always\n[advice]\n\tdetachedHead = false\n")

    def expect_leaks(self):
        """For the sanitizers: libgit2 itself loses memory in what follows (leaks.supp). To know the places its stacks must be
        unwound in the slow way."""
        for name, value in (("ASAN_OPTIONS", "fast_unwind_on_malloc=0"),
                            ("LSAN_OPTIONS", f"print_suppressions=0:suppressions={ROOT}/tests/git/leaks.supp")):
            self.env[name] = ":".join(filter(None, (self.env.get(name), value)))

    def run(self, *words, cwd=None, env=None, input=None, timeout=120):
        return subprocess.run([str(w) for w in words], cwd=cwd or self.folder, env={**self.env, **(env or {})},
                              input=input, capture_output=True, text=True, timeout=timeout)

    def git(self, where, *words, **more):
        p = self.run("git", "-C", where, *words, **more)
        need(p.returncode == 0, "git", *words, "ended with", p.returncode, p.stderr[-800:])
        return p.stdout.strip("\n")

    def dr(self, *words, cwd=None, env=None, status=0):
        """Runs the program, which must end with that status; what it printed."""
        p = self.run(PROGRAM, *words, cwd=cwd, env=env)
        need(p.returncode == status, "cnpg-dr", *words, "ended with", p.returncode, "not", status, ":", p.stderr[-800:])
        return p.stdout if status in (0, 3) else p.stderr

    def repository(self, name="repo", files=None, message="All of it", options=()):
        """A work tree with one commit on main: the manifest and a few others."""
        place = self.folder / name
        self.git(self.folder, "init", "--quiet", *options, place)
        self.write(place, {PATH: MANIFEST, "README.md": "the shop\n", "apps/other/other.yaml": "a: 1\n", **(files or {})})
        self.git(place, "add", "--all")
        self.git(place, "commit", "--quiet", "--message", message)
        return place

    def write(self, place, files):
        for path, text in files.items():
            file = place / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def branches(self, place):
        """{branch: commit}"""
        lines = self.git(place, "for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", "refs/heads").splitlines()
        return dict(line.split(" ") for line in lines)

    def show(self, place, spec):
        """The bytes of a file in a commit."""
        return subprocess.run(["git", "-C", place, "show", spec], env=self.env, capture_output=True, check=True).stdout


def recovered(text=MANIFEST, *options):
    """What `cnpg-dr recover` makes of a manifest, by the command that edits a file."""
    return piped("recover", text, *options)


def reverted(text):
    return piped("revert", text)


def piped(command, text, *options):
    raw = text if isinstance(text, bytes) else text.encode()
    return subprocess.run([PROGRAM, command, *options, "-"], input=raw, capture_output=True, check=True).stdout


def check_pair(scene, place, path=PATH, base="main", manifest=None, recover=RECOVER, revert=REVERT):
    """Both branches hold what they should, by git: one commit each, of that one file, the rest as it was."""
    manifest = scene.show(place, f"{base}:{path}") if manifest is None else manifest
    scene.git(place, "fsck", "--strict", "--no-dangling")
    need(scene.git(place, "rev-parse", f"{recover}^") == scene.git(place, "rev-parse", base), "the recovery is not on the base")
    need(scene.git(place, "rev-parse", f"{revert}^") == scene.git(place, "rev-parse", recover), "the revert is not on the recovery")
    for branch in (recover, revert):
        names = scene.git(place, "diff", "--name-only", "-z", f"{branch}^", branch)
        need(names == path + "\0", branch, "changes", repr(names))
        mode = scene.git(place, "ls-tree", branch, "--", path).split(" ")[0]
        need(mode == scene.git(place, "ls-tree", base, "--", path).split(" ")[0], branch, "has mode", mode)
    need(scene.show(place, f"{recover}:{path}") == recovered(manifest), "the recovery's manifest")
    need(scene.show(place, f"{revert}:{path}") == reverted(recovered(manifest)), "the revert's manifest")
