"""A database of the real lab: its manifest as it stands in git, its rows, its WAL, its backups."""
import json, os, subprocess, time

import s3

IMAGE = "lab/postgresql:15.18"  # what Debian 12 has; the operator reads the version in the tag

MANIFEST = """\
# The shop's database.
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata:
  name: {name}
  namespace: {namespace}
spec:
  instances: 1
  imageName: {image}
  storage:
    size: 1Gi
  postgresql:
    parameters:
      shared_buffers: 32MB
  bootstrap:
    initdb:
      database: shop
      owner: shop
  # bootstrap:
  #   recovery:
  #     source: archive
  #     database: shop
  #     owner: shop
  # externalClusters:
  #   - name: archive
  #     barmanObjectStore:
  #       destinationPath: s3://{bucket}/{path}
  #       endpointURL: {endpoint}
  #       serverName: {stem}-v1
  #       s3Credentials:
  #         accessKeyId: {{name: store, key: id}}
  #         secretAccessKey: {{name: store, key: secret}}
  #       wal: {{compression: gzip}}
  backup:
    barmanObjectStore:
      destinationPath: s3://{bucket}/{path}
      endpointURL: {endpoint}
      serverName: {stem}-v1 # bumped by each recovery
      s3Credentials:
        accessKeyId: {{name: store, key: id}}
        secretAccessKey: {{name: store, key: secret}}
      wal: {{compression: gzip}}
"""

SURROUNDINGS = """\
apiVersion: v1
kind: Namespace
metadata: {{name: {namespace}}}
---
apiVersion: v1
kind: Secret
metadata: {{name: store, namespace: {namespace}, labels: {{cnpg.io/reload: "true"}}}}
stringData: {{id: {key}, secret: {secret}}}
"""

CLUSTERS, BACKUPS = "clusters.postgresql.cnpg.io", "backups.postgresql.cnpg.io"


class Database:
    """The Cluster NAME of a namespace, whose generations are STEM-v1 and on."""

    def __init__(self, lab, namespace, name="pg", stem=None):
        self.lab, self.namespace, self.name, self.stem = lab, namespace, name, stem or f"{namespace}-db"
        self.folder = lab.folder / "databases" / namespace
        self.folder.mkdir(parents=True, exist_ok=True)
        self.gate = lab.s3.way()
        self.file = self.folder / "cluster.yaml"
        self.file.write_text(MANIFEST.format(name=name, namespace=namespace, image=IMAGE, bucket=s3.BUCKET, path=s3.PATH,
                                             endpoint=self.gate.endpoint, stem=self.stem))
        lab.kubectl("apply", "--filename", "-", input=SURROUNDINGS.format(namespace=namespace, key=s3.KEY, secret=s3.SECRET))

    def generation(self, number):
        return f"{self.stem}-v{number}"

    def kubectl(self, *words, **more):
        return self.lab.kubectl("--namespace", self.namespace, *words, **more)

    def create(self):
        """By hand; what GitOps does."""
        self.kubectl("create", "--filename", self.file)

    def delete(self, *words):
        """In the foreground, and until it is gone."""
        self.kubectl("delete", CLUSTERS, self.name, "--cascade=foreground", *words)
        self.drained()

    def drained(self, seconds=300):
        label = f"cnpg.io/cluster={self.name}"
        wait(lambda: not self.items("pods,jobs,persistentvolumeclaims", "--selector", label), seconds, "pods, jobs and claims are gone")

    def items(self, kinds, *words):
        return json.loads(self.kubectl("get", kinds, "--output=json", *words).stdout)["items"]

    def live(self):
        found = self.kubectl("get", CLUSTERS, self.name, "--ignore-not-found", "--output=json").stdout
        return json.loads(found) if found.strip() else None

    def status(self):
        return (self.live() or {}).get("status", {})

    def condition(self, kind):
        return next((c["status"] for c in self.status().get("conditions", []) if c["type"] == kind), None)

    def healthy(self, seconds=600):
        """Until it is up, and archives."""
        def is_it():
            status = self.status()
            return status.get("phase") == "Cluster in healthy state" and status.get("systemID") and \
                self.condition("ContinuousArchiving") == "True"
        wait(is_it, seconds, f"{self.namespace}/{self.name} is healthy", self.explain)
        return self.status()

    def explain(self):
        """What a person would look at where it is not healthy."""
        pods = [f"{p['metadata']['name']} {p['status'].get('phase')}" for p in self.items("pods")]
        return f"phase {self.status().get('phase')!r}, pods {pods}, {self.status().get('conditions')}"

    # Rows

    def sql(self, text, database="shop"):
        """As postgres, in the primary's own container."""
        return self.kubectl("exec", f"pod/{self.status()['currentPrimary']}", "--container=postgres", "--", "psql", "--no-psqlrc",
                            "--set=ON_ERROR_STOP=1", "--tuples-only", "--no-align", "--dbname", database, "--command", text).stdout.strip()

    def write(self, count):
        self.sql("create table if not exists orders (id bigserial primary key, at timestamptz default clock_timestamp(), what text)")
        self.sql(f"insert into orders (what) select repeat('x', 100) from generate_series(1, {count})")

    def rows(self):
        return int(self.sql("select count(*) from orders"))

    def switch(self, seconds=180):
        """Ends the segment, and awaits it in the store."""
        generation = self.live()["spec"]["backup"]["barmanObjectStore"]["serverName"]
        segment = self.sql("select pg_walfile_name(pg_switch_wal())")
        wait(lambda: segment in self.lab.s3.segments(generation), seconds, f"{segment} is in {generation}")
        return segment

    def backup(self, name, seconds=300):
        """A base backup by the operator, which runs it in the primary."""
        self.kubectl("create", "--filename", "-", input=json.dumps({
            "apiVersion": "postgresql.cnpg.io/v1", "kind": "Backup", "metadata": {"name": name},
            "spec": {"cluster": {"name": self.name}, "method": "barmanObjectStore"}}))

        def done():
            status = json.loads(self.kubectl("get", BACKUPS, name, "--output=json").stdout).get("status", {})
            if status.get("phase") == "failed":
                raise AssertionError(f"the backup failed: {status}")
            return status.get("phase") == "completed"
        wait(done, seconds, f"the backup {name} is there")

    # The program

    def program(self, *words, status=0, timeout=1000, kubeconfig=None, keys=True):
        """cnpg-dr with these words, as a person runs it who has the store's keys in the environment, unless keys is false.
        Those of apply and settle get the cluster, and a folder for their state. status: the exit status that is expected; None
        for any."""
        words = [str(w) for w in words]
        if words[0] in ("apply", "settle"):
            words += ["--kubeconfig", str(kubeconfig or self.lab.kubeconfig), "--state", str(self.folder / "state")]
        begin = time.monotonic()
        done = subprocess.run([str(self.lab.program), *words], capture_output=True, text=True, timeout=timeout, cwd=self.folder,
                              env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8",
                                   **(self.lab.s3.environment() if keys else {})}, stdin=subprocess.DEVNULL)
        done.seconds, done.said = time.monotonic() - begin, done.stdout + done.stderr
        if s3.SECRET in done.said:
            raise AssertionError(f"the store's key is in the output of {words[0]}")
        if status is not None and done.returncode != status:
            raise AssertionError(f"cnpg-dr {' '.join(words)}: exit {done.returncode} after {done.seconds:.0f} s, not {status}:\n{done.said}")
        return done

    def recover(self, *words, **more):
        return self.program("recover", self.file, *words, **more)

    def document(self):
        """What `apply` is to have: the Cluster as kustomize would print it."""
        made = self.folder / "recovery.yaml"
        made.write_text(self.program("extract", "--expect", "recovery", self.file).stdout)
        return made


def wait(what, seconds, name, explain=None):
    """Until what() is true; what it says is returned."""
    end = time.monotonic() + seconds
    while True:
        try:
            answer = what()
        except subprocess.SubprocessError:
            answer = None
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {name}" + (f"; {explain()}" if explain else ""))
        time.sleep(0.3)
