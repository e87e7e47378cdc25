"""Both commits, in a repository of 10 files and in one of 100,000 in folders of 100, against git plumbing that makes one."""
import os, shutil, subprocess

MANIFEST = """\
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata:
  name: shop-db
  namespace: shop
spec:
  bootstrap:
    initdb:
      database: shop
      owner: shop
  # bootstrap:
  #   recovery:
  #     source: before
  # externalClusters:
  #   - name: before
  #     barmanObjectStore:
  #       destinationPath: s3://backups/
  #       serverName: shop-db-v1
  backup:
    barmanObjectStore:
      destinationPath: s3://backups/
      serverName: shop-db-v1
  instances: 3
"""
PATH = "03/41/cluster.yaml"
IDENTITY = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A",
            "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}

# The shell's process id makes every commit a new one.
OURS = """exec "$1" commit --quiet --repo "$2" --base main --force --message "number $$" -- "$3" """
PLUMBING = """
set -e
cd "$1"
GIT_INDEX_FILE=index-$$
export GIT_INDEX_FILE
git read-tree main
blob=$(printf '# %s\\n' $$ | git hash-object -w --stdin)
git update-index --cacheinfo "100644,$blob,$2"
tree=$(git write-tree)
commit=$(echo "number $$" | git commit-tree -p main "$tree")
git update-ref refs/heads/plumbing "$commit"
rm -f "$GIT_INDEX_FILE"
"""


def git(where, *words, input=None):
    return subprocess.run(["git", "-C", where, *words], input=input, capture_output=True, text=True, check=True).stdout.strip()


def repository(bench, files):
    """A bare repository with one commit on main."""
    place = bench.folder / f"repository-{files}.git"
    if place.exists():
        shutil.rmtree(place)
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", place], check=True)
    git(place, "config", "gc.auto", "0")
    other = git(place, "hash-object", "-w", "--stdin", input="a: 1\n")
    manifest = git(place, "hash-object", "-w", "--stdin", input=MANIFEST)
    lines = [f"100644 {other}\t{i // 10000:02}/{i // 100 % 100:02}/{i % 100:02}.yaml\n" for i in range(files - 1)]
    git(place, "update-index", "--index-info", input="".join(lines) + f"100644 {manifest}\t{PATH}\n")
    commit = git(place, "commit-tree", "-m", "All of it", git(place, "write-tree"))
    git(place, "update-ref", "refs/heads/main", commit)
    git(place, "repack", "--quiet", "-a", "-d")
    return place


def rows(bench):
    os.environ.update(IDENTITY)
    small, large = repository(bench, 10), repository(bench, 100000)
    ours = {place: ["sh", "-c", OURS, "sh", bench.program, place, PATH] for place in (small, large)}
    plumbing = {place: ["sh", "-c", PLUMBING, "sh", place, PATH] for place in (small, large)}
    yield bench.slower("commit, a repository of 100,000 files", "the same in one of 10 files", ours[large], ours[small], 2)
    yield bench.faster("commit, both commits, 100,000 files", "git plumbing doing one", ours[large], plumbing[large], 3, runs=7)
    yield bench.faster("the same, 10 files", "git plumbing doing one", ours[small], plumbing[small], 3)
