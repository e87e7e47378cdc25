#!/usr/bin/python3
"""A Kubernetes cluster without a container: etcd, kube-apiserver, kube-controller-manager and CloudNativePG's operator are the
real ones, on loopback and in one folder; a player stands for scheduler, kubelet and what runs in the pods (README.md).

    tests/cluster/lab.py start FOLDER [--player NAME]     start one, and leave it running; says how to use it
    tests/cluster/lab.py stop FOLDER                      stop it, and take its folder away
"""
import argparse, base64, json, os, pathlib, re, shutil, signal, socket, subprocess, sys, tempfile, threading, time

import certificates
from client import CLUSTERS, Client, Refused

HERE = pathlib.Path(__file__).resolve().parent
CACHE = pathlib.Path(os.environ.get("CNPG_DR_LAB") or pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
                     / "cnpg-dr-lab").absolute()
OPERATOR_NAMESPACE = "cnpg-system"
CONTROLLERS = """garbage-collector-controller job-controller deployment-controller replicaset-controller namespace-controller
    serviceaccount-controller persistentvolumeclaim-protection-controller root-ca-certificate-publisher-controller
    resourcequota-controller clusterrole-aggregation-controller validatingadmissionpolicy-status-controller""".split()
# The signs of life: 90 s is much, but the machine may be busy.
PATIENCE = 90


class LabError(Exception):
    pass


def need(condition, *why):
    if not condition:
        raise AssertionError(" ".join(str(w) for w in why))


def until(what, condition, seconds=PATIENCE, every=0.05):
    """What condition() returns, once that is true. LabError says what was awaited in vain."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise LabError(f"in vain, for {seconds} s: {what}")
        time.sleep(every)
    return found


def free_ports(address, count):
    """All at once, so that none is given twice."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for s in sockets:
            s.bind((address, 0))
        return [s.getsockname()[1] for s in sockets]
    finally:
        for s in sockets:
            s.close()


def listens(address, port):
    with socket.socket() as s:
        s.settimeout(1)
        return s.connect_ex((address, port)) == 0


class Lab:
    """One cluster. `kubeconfig` is the administrator's, `client` the same as a Client; `bin` has the tools that setup built."""

    bin = CACHE / "bin"
    program = HERE.parents[1] / "build/cnpg-dr"  # what is tested
    playing = threading.Lock()  # cases run at the same time

    def __init__(self, folder=None, address="127.0.0.1", player="player"):
        """address: what the API server listens on (127.0.0.1 always works too for those on this machine, where it is a
        bridge's). player: "player" is the quick one; None for a test that brings its own."""
        for tool in ["apiserver", "operator"] + ([player] if player else []):
            if not (self.bin / tool).exists():
                raise LabError(f"{self.bin / tool} is not there: run tests/cluster/setup")
        self.own_folder = folder is None
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="cnpg-dr-lab-")).absolute()
        if len(str(self.folder)) > 60:  # the path of a Unix socket in it has 108 bytes at most
            raise LabError(f"{self.folder} is too long a path for a lab")
        self.address, self.player = address, player
        self.processes, self.commands = {}, {}
        self.users = 0
        self.has_gitops = False  # controllers.install
        for name in "log logs store volumes plugins webhook operator users home".split():
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.kubeconfig = self.folder / "kubeconfig"
        self.store = self.folder / "store"  # what the quick player archives into: a folder a bucket, for --listing
        self.net = 10 + os.getpid() * 7 % 100 * 2 + int(time.time()) % 2

    # Starting and stopping.

    def start(self):
        try:
            self.prepare()
            self.run("etcd")
            self.run("apiserver")
            self.await_api()
            self.run("controllers")
            self.install()
            self.run("operator")
            if self.player:
                self.run("player")
            until("the operator's webhooks", lambda: self.alive("operator") and listens("127.0.0.1", self.ports["webhook"]))
            if self.player:
                until("the player's node", lambda: self.alive("player") and self.client.list("nodes"))
            self.await_webhooks()
        except BaseException:
            self.stop(keep=True)
            raise
        return self

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def prepare(self):
        names = "etcd peer api webhook metrics kubelet controllers".split()
        self.ports = dict(zip(names, free_ports(self.address, len(names))))
        self.server = f"https://{self.address}:{self.ports['api']}"
        certificates.make(self.folder, sorted({"127.0.0.1", self.address}))
        for source, target in [("server.crt", "webhook/apiserver.crt"), ("server.key", "webhook/apiserver.key"),
                               ("server.crt", "kubelet.crt"), ("server.key", "kubelet.key")]:
            shutil.copy(self.folder / source, self.folder / target)
        manager = self.folder / "operator/manager_amd64"
        if not manager.exists():
            manager.symlink_to(self.bin / "operator")
        tokens = {name: base64.b16encode(os.urandom(16)).decode() for name in ("admin", "cnpg", "player")}
        (self.folder / "tokens.csv").write_text("".join(f'{t},{n},{n},"system:masters"\n' for n, t in tokens.items()))
        for name, token in tokens.items():
            self.write_kubeconfig(self.folder / ("kubeconfig" if name == "admin" else f"{name}.kubeconfig"), name, token)
        self.client = Client(self.address, self.ports["api"], self.folder / "ca.crt", tokens["admin"])
        self.environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(self.folder / "home"), "TZ": "UTC",
                            "KUBECONFIG": str(self.kubeconfig), "XDG_STATE_HOME": str(self.folder / "home/state")}
        self.environment.update((k, v) for k, v in os.environ.items() if k.endswith("SAN_OPTIONS"))
        self.describe()

    def write_kubeconfig(self, path, name, token):
        authority = base64.b64encode((self.folder / "ca.crt").read_bytes()).decode()
        path.write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "lab",
            "clusters": [{"name": "lab", "cluster": {"server": self.server, "certificate-authority-data": authority}}],
            "users": [{"name": name, "user": {"token": token}}],
            "contexts": [{"name": "lab", "context": {"cluster": "lab", "user": name}}]}, indent=1) + "\n")
        path.chmod(0o600)
        return path

    def describe(self):
        """The commands of the components."""
        folder, ports = self.folder, self.ports
        etcd, peer = f"http://127.0.0.1:{ports['etcd']}", f"http://127.0.0.1:{ports['peer']}"
        self.commands = {
            "etcd": ["etcd", "--name=lab", f"--data-dir={folder}/etcd", f"--listen-client-urls={etcd}",
                     f"--advertise-client-urls={etcd}", f"--listen-peer-urls={peer}", f"--initial-advertise-peer-urls={peer}",
                     f"--initial-cluster=lab={peer}"],
            "apiserver": [
                self.bin / "apiserver", "kube-apiserver", f"--bind-address={self.address}", f"--secure-port={ports['api']}",
                f"--etcd-servers={etcd}", "--endpoint-reconciler-type=none", "--authorization-mode=RBAC",
                f"--token-auth-file={folder}/tokens.csv", f"--client-ca-file={folder}/ca.crt", f"--tls-cert-file={folder}/server.crt",
                f"--tls-private-key-file={folder}/server.key", f"--cert-dir={folder}", f"--service-account-issuer={self.issuer}",
                f"--service-account-key-file={folder}/sa.pub", f"--service-account-signing-key-file={folder}/sa.key",
                "--service-cluster-ip-range=10.0.0.0/24", "--allow-privileged=true", f"--kubelet-certificate-authority={folder}/ca.crt",
                "--kubelet-preferred-address-types=InternalIP", "--profiling=false"],
            "controllers": [
                self.bin / "apiserver", "kube-controller-manager", f"--kubeconfig={folder}/kubeconfig", "--leader-elect=false",
                "--use-service-account-credentials=false", f"--service-account-private-key-file={folder}/sa.key",
                f"--root-ca-file={folder}/ca.crt", "--kube-api-qps=500", "--kube-api-burst=1000", "--bind-address=127.0.0.1",
                f"--secure-port={ports['controllers']}", f"--cert-dir={folder}", f"--controllers={','.join(CONTROLLERS)}"],
            "operator": [folder / "operator/manager_amd64", "controller", f"--webhook-port={ports['webhook']}",
                         f"--metrics-bind-address=127.0.0.1:{ports['metrics']}"],
            "player": [self.bin / (self.player or "player"), f"--kubeconfig={folder}/player.kubeconfig", f"--lab={folder}",
                       f"--manager={self.bin}/operator", f"--net={self.net}", f"--kubelet-port={ports['kubelet']}"],
        }

    issuer = "https://kubernetes.default.svc"

    def run(self, name, *flags):
        """Starts a component, with these flags beside its usual ones."""
        environment = {**os.environ, "HOME": str(self.folder / "home")}
        if name == "operator":
            environment.update(KUBECONFIG=str(self.folder / "cnpg.kubeconfig"), OPERATOR_NAMESPACE=OPERATOR_NAMESPACE,
                               WEBHOOK_CERT_DIR=str(self.folder / "webhook"), PLUGIN_SOCKET_DIR=str(self.folder / "plugins"),
                               OPERATOR_IMAGE_NAME="lab/cloudnative-pg:1.30.0", MONITORING_QUERIES_CONFIGMAP="")
            if self.player == "player":  # it looks for plugins once, when it starts
                if "player" not in self.processes:
                    self.run("player")
                until("the played plugin", lambda: self.alive("player") and any((self.folder / "plugins").iterdir()))
        if name == "player" and self.alive("player", strict=False):
            return
        with open(self.folder / f"log/{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen([str(c) for c in self.commands[name] + list(flags)], cwd=self.folder, stdout=log,
                                                    stderr=log, stdin=subprocess.DEVNULL, env=environment, start_new_session=True)
        self.remember()

    def alive(self, name, strict=True):
        process = self.processes.get(name)
        running = process is not None and process.poll() is None
        if strict and not running:
            raise LabError(f"{name} has ended; its log ends with:\n{self.tail(name)}")
        return running

    def tail(self, name, lines=8):
        path = self.folder / f"log/{name}.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""

    def await_api(self):
        def ready():
            self.alive("apiserver")
            try:
                self.client.request("GET", "/readyz", timeout=5)
                return True
            except (OSError, Refused):
                return False
        until("the API server", ready)

    def await_webhooks(self):
        """Until a Cluster can be created: the discovery of its kind, and CloudNativePG's own webhooks."""
        probe = {"apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster", "metadata": {"name": "probe"},
                 "spec": {"instances": 1, "storage": {"size": "1Gi"}}}

        def works():
            self.alive("operator")
            try:
                made = self.client.request("POST", f"/apis/{CLUSTERS.replace('clusters', 'namespaces/default/clusters')}?dryRun=All", probe)
                return "initdb" in made["spec"].get("bootstrap", {})
            except (OSError, Refused):
                return False
        until("a dry run of a Cluster", works)

    def remember(self):
        """pids.json, by which `stop` finds what `start` has started, should this process be gone."""
        text = json.dumps({name: [p.pid, born(p.pid)] for name, p in self.processes.items() if p.poll() is None})
        (self.folder / "pids.json").write_text(text)

    def kill(self, name, number=signal.SIGKILL):
        """Ends a component; `run` starts it again."""
        process = self.processes.pop(name, None)
        if process is None:
            return
        for signum in (signal.SIGCONT, number):
            try:
                os.killpg(process.pid, signum)
            except ProcessLookupError:
                pass
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.remember()

    def freeze(self, name):
        os.killpg(self.processes[name].pid, signal.SIGSTOP)

    def thaw(self, name):
        os.killpg(self.processes[name].pid, signal.SIGCONT)

    def restart(self, name, *flags):
        self.kill(name, signal.SIGTERM if name != "apiserver" else signal.SIGKILL)
        self.run(name, *flags)
        if name == "apiserver":
            self.await_api()
        if name == "operator":
            until("the operator's webhooks", lambda: self.alive("operator") and listens("127.0.0.1", self.ports["webhook"]))
            self.await_webhooks()

    def stop(self, keep=False):
        for name in reversed(list(self.processes)):
            self.kill(name)
        if not keep and self.own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    # What is installed in it.

    def install(self):
        for path in sorted((CACHE / "cnpg").glob("*_*.yaml")):
            self.create_yaml("crds", path.read_text())
        until("the kinds of CloudNativePG in the discovery, which the operator asks but once", self.serves_kinds)
        self.create_namespace(OPERATOR_NAMESPACE)
        self.client.create("storage.k8s.io/v1/storageclasses", {
            "metadata": {"name": "standard", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}},
            "provisioner": "lab.cnpg-dr.dev/none", "volumeBindingMode": "WaitForFirstConsumer"})
        self.client.create("apps/v1/deployments", {  # so that the operator's version can be asked for, as in life
            "metadata": {"name": "cnpg-controller-manager", "labels": {"app.kubernetes.io/name": "cloudnative-pg"}},
            "spec": {"replicas": 1, "selector": {"matchLabels": {"app.kubernetes.io/name": "cloudnative-pg"}},
                     "template": {"metadata": {"labels": {"app.kubernetes.io/name": "cloudnative-pg"}},
                                  "spec": {"containers": [{"name": "manager", "image": "ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0"}]}}},
        }, OPERATOR_NAMESPACE)
        self.client.create("services", {"metadata": {"name": "cnpg-webhook-service"}, "spec": {"ports": [{"port": 443}]}}, OPERATOR_NAMESPACE)
        authority = base64.b64encode((self.folder / "ca.crt").read_bytes()).decode()
        text = re.sub(r"    service:\n      name: \S+\n      namespace: \S+\n      path: (\S+)\n",
                      rf"    url: https://127.0.0.1:{self.ports['webhook']}\1" + f"\n    caBundle: {authority}\n",
                      (CACHE / "cnpg/manifests.yaml").read_text())
        for document in text.split("---\n"):
            kind = re.search(r"^kind: (\S+)$", document, re.M)
            if kind:
                document = re.sub(r"^  name: (mutating|validating)-webhook", r"  name: cnpg-\1-webhook", document, flags=re.M)
                self.create_yaml(f"admissionregistration.k8s.io/v1/{kind[1].lower()}s", document)

    def serves_kinds(self):
        wanted = {re.search(r"^    plural: (\S+)$", path.read_text(), re.M)[1] for path in (CACHE / "cnpg").glob("postgresql*_*.yaml")}
        try:
            found = self.client.request("GET", "/apis/postgresql.cnpg.io/v1")["resources"]
        except Refused:
            return False
        return wanted <= {resource["name"] for resource in found}

    def create_yaml(self, resource, text, namespace=None):
        return self.client.request("POST", self.client.path(resource, namespace), text, "application/yaml")

    def create_namespace(self, name):
        """True where it was not there."""
        try:
            self.client.create("namespaces", {"metadata": {"name": name}})
            return True
        except Refused as refused:
            if refused.code != 409:
                raise
            return False

    # What a test does with it.

    def kubectl(self, *words, check=True, user=None, timeout=120, **more):
        """kubectl as the administrator, or with a user's kubeconfig: what has run, with its stdout and stderr."""
        done = subprocess.run(["kubectl", "--kubeconfig", str(user or self.kubeconfig), *map(str, words)], capture_output=True,
                              text=True, env=self.environment, timeout=timeout, **more)
        if check and done.returncode:
            raise LabError(f"kubectl {' '.join(map(str, words))}: {done.stderr.strip()}")
        return done

    def play(self, cluster="*", **settings):
        """What the quick player does for this NAMESPACE/CLUSTER from now on; without settings, what it does by itself."""
        path = self.folder / "play.json"
        with self.playing:
            book = json.loads(path.read_text()) if path.exists() else {}
            book[cluster] = settings
            fresh = path.with_suffix(".new")
            fresh.write_text(json.dumps(book))
            fresh.rename(path)

    def user(self, rules=(), namespace=None, cluster_rules=(), seconds=86400, manifest=None, name=None):
        """The kubeconfig of a new user who may do just this; a token of so many seconds, negative for one that has ended."""
        self.users += 1
        name = name or f"user{self.users}"
        account = self.client.create("serviceaccounts", {"metadata": {"name": name}}, "default")
        subject = [{"kind": "ServiceAccount", "name": name, "namespace": "default"}]
        for given, scope in ((rules, namespace), (cluster_rules, None)):
            if not given:
                continue
            kind = "Role" if scope else "ClusterRole"
            self.client.create(kind.lower() + "s", {"metadata": {"name": name}, "rules": list(given)}, scope)
            self.client.create(kind.lower() + "bindings", {
                "metadata": {"name": name}, "subjects": subject,
                "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": name}}, scope)
        return self.login(name, account["metadata"]["uid"], seconds)

    def login(self, name, uid, seconds):
        """A kubeconfig for a service account of the namespace default."""
        token = certificates.token(self.folder, "default", name, uid, self.issuer, seconds)
        return self.write_kubeconfig(self.folder / f"users/{name}.kubeconfig", name, token)

    def cluster(self, namespace, name="pg"):
        return self.client.get("clusters", namespace, name)

    def healthy(self, namespace, name="pg", seconds=240, uid=None):
        """Waits until the Cluster is healthy and archives; returns it."""
        def look():
            found = self.cluster(namespace, name)
            status = (found or {}).get("status", {})
            archiving = any(c["type"] == "ContinuousArchiving" and c["status"] == "True" for c in status.get("conditions", []))
            archives = bool(found and ("backup" in found["spec"] or "plugins" in found["spec"]))
            good = status.get("phase") == "Cluster in healthy state" and status.get("systemID") and (archiving or not archives)
            return found if good and uid in (None, found["metadata"]["uid"]) else None
        try:
            return until(f"Cluster {namespace}/{name} in healthy state", look, seconds)
        except LabError as error:
            raise LabError(f"{error}; its phase is {((self.cluster(namespace, name) or {}).get('status') or {}).get('phase')!r}")


def born(pid):
    """When the process began, so that a number that was given again is not taken for it."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except OSError:
        return None


def stop_folder(folder):
    path = folder / "pids.json"
    if not path.exists():
        sys.exit(f"{folder} is no lab: it has no pids.json")
    for pid, since in json.loads(path.read_text()).values():
        if since and born(pid) == since:
            os.killpg(pid, signal.SIGKILL)
    time.sleep(0.2)
    shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("action", choices=["start", "stop"])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--player", default="player")
    options = parser.parse_args()
    if options.action == "stop":
        stop_folder(options.folder.absolute())
        return
    if options.folder.exists() and any(options.folder.iterdir()):
        sys.exit(f"{options.folder} is not empty")
    try:
        lab = Lab(options.folder, player=options.player)
        lab.start()
    except LabError as error:
        sys.exit(f"{error}\nIts logs lie in {options.folder}/log")
    print(f"export KUBECONFIG={lab.kubeconfig}\n# store: {lab.store}/BUCKET (for --listing), faults: {lab.folder}/play.json, "
          f"logs: {lab.folder}/log\n# to end it: tests/cluster/lab.py stop {options.folder}")


if __name__ == "__main__":
    main()
