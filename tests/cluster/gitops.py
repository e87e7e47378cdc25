"""The opponents: GitOps controllers and people that keep at a Cluster while it is recovered, and what watches them.

An Opponent is started and stopped, and says what it did. Engines are Argo CD's and Flux' own code over a git repository;
loops are kubectl, or the API itself, as fast as it goes.
"""
import http.client, json, signal, subprocess, threading, time

RESOURCE = "clusters.postgresql.cnpg.io"


def git(folder, *words):
    done = subprocess.run(["git", "-C", str(folder), "-c", "user.name=Dev", "-c", "user.email=dev@example.com",
                           "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false", *map(str, words)],
                          capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(f"git {' '.join(map(str, words))}: {done.stderr.strip()}")
    return done.stdout.strip()


class Repository:
    """What GitOps syncs from: a bare repository, and a person's clone of it in which files are edited."""

    def __init__(self, folder):
        self.bare, self.clone = folder / "gitops.git", folder / "gitops"
        folder.mkdir(parents=True, exist_ok=True)
        git(folder, "init", "--quiet", "--bare", self.bare)
        git(folder, "clone", "--quiet", self.bare, self.clone)
        for key, value in (("user.name", "Bot"), ("user.email", "bot@example.com")):  # for `cnpg-dr commit`, as a CI bot has it
            git(self.clone, "config", key, value)

    def commit(self, subject, **files):
        """Writes the files (a key `apps_db` is apps/db.yaml), commits them on main and pushes."""
        for name, text in files.items():
            path = self.clone / (name.replace("_", "/") + ".yaml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        git(self.clone, "add", "--all")
        git(self.clone, "commit", "--quiet", "--message", subject)
        git(self.clone, "push", "--quiet", "origin", "HEAD:main")
        return self.tip()

    def tip(self, ref="main"):
        return git(self.bare, "rev-parse", ref)


class Opponent:
    """One who keeps at it. `answers` are what it was told, oldest first: dictionaries with at least ok and text."""

    def __init__(self, name):
        self.name, self.answers, self.processes, self.threads = name, [], [], []
        self.ended = threading.Event()

    def start(self):
        raise NotImplementedError

    def stop(self):
        self.ended.set()
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for thread in self.threads:
            thread.join(20)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def thread(self, target):
        self.threads.append(threading.Thread(target=target, daemon=True))
        self.threads[-1].start()

    def await_more(self, count, seconds=60):
        """Waits until it has been answered so many times more: what follows was seen by it."""
        goal, end = len(self.answers) + count, time.monotonic() + seconds
        while len(self.answers) < goal:
            if time.monotonic() > end:
                raise AssertionError(f"{self.name} has had {len(self.answers)} answers and no more for {seconds} s")
            time.sleep(0.05)
        return self.answers[goal - count:]

    def said(self):
        """What it was told, each text once with its count, for messages."""
        counts = {}
        for answer in self.answers:
            counts[answer["text"]] = counts.get(answer["text"], 0) + 1
        return counts


class Engine(Opponent):
    """A controller's own code. kind is argocd or flux; flags are its options. One that ends is started again, as in life: Argo CD's
    gives up at its start where the API server takes half a minute for its schema, as it does on a busy machine with new CRDs."""

    def __init__(self, lab, kind, repository, namespace, *flags, every=0.2, ref="main"):
        super().__init__(" ".join([kind, *flags]))
        self.command = [str(lab.bin / kind), "--repo", str(repository.bare), "--ref", ref, "--namespace", namespace,
                        "--kubeconfig", str(lab.kubeconfig), "--resync-seconds", str(every), *flags]

    def start(self):
        self.thread(self.keep)

    def keep(self):
        while not self.ended.is_set():
            process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                       start_new_session=True)
            self.processes.append(process)
            if self.ended.is_set():
                process.terminate()
            self.read(process)
            self.ended.wait(1)

    def read(self, process):
        for line in process.stdout:
            sync = json.loads(line)
            failures = [r["message"] for r in sync.get("results", []) if r["status"] == "SyncFailed"]
            sync["text"] = sync.get("error") or "; ".join(failures) or ", ".join(
                sorted({r.get("message") or r["status"] for r in sync.get("results", [])}))
            self.answers.append(sync)
        errors = process.stderr.read().strip()
        if errors and not self.ended.is_set():
            self.answers.append({"ok": False, "text": "ended: " + errors})


class Loop(Opponent):
    """kubectl with these words, again and again."""

    def __init__(self, lab, name, *words):
        super().__init__(name)
        self.lab, self.words = lab, words

    def start(self):
        self.thread(self.run)

    def run(self):
        while not self.ended.is_set():
            done = subprocess.run(["kubectl", "--kubeconfig", str(self.lab.kubeconfig), *map(str, self.words)],
                                  capture_output=True, text=True)
            self.answers.append({"ok": done.returncode == 0, "text": (done.stderr or done.stdout).strip()})


class Wire(Opponent):
    """The API itself on an open connection, some 70 requests a second: server-side apply with force, or delete."""

    def __init__(self, lab, name, method, path, body=None, content="application/json"):
        super().__init__(name)
        self.lab, self.request, self.content = lab, (method, path, body), content

    def start(self):
        proxy = subprocess.Popen(["kubectl", "--kubeconfig", str(self.lab.kubeconfig), "proxy", "--port=0"],
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True)
        self.processes.append(proxy)
        port = int(proxy.stdout.readline().strip().rsplit(":", 1)[1])
        self.thread(lambda: self.run(port))

    def run(self, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        method, path, body = self.request
        while not self.ended.is_set():
            try:
                connection.request(method, path, body, {"Content-Type": self.content, "Accept": "application/json"})
                answer = connection.getresponse()
                text = json.loads(answer.read())
            except (OSError, http.client.HTTPException, ValueError) as error:
                connection.close()
                self.answers.append({"ok": False, "text": str(error)})
                continue
            message = text.get("message", "") if isinstance(text, dict) else ""
            self.answers.append({"ok": answer.status < 300, "text": f"{answer.status} {message}".strip()})


class Watch:
    """Every state of the Clusters of a namespace that was stored, in order, as the API server tells it."""

    def __init__(self, lab, namespace):
        self.states, self.failed = [], None
        self.process = subprocess.Popen(
            ["kubectl", "--kubeconfig", str(lab.kubeconfig), "--namespace", namespace, "get", RESOURCE, "--watch",
             "--output-watch-events", "--output", "json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            start_new_session=True)
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        decoder, text = json.JSONDecoder(), ""
        while chunk := self.process.stdout.readline():
            text += chunk
            if not chunk.rstrip().endswith("}"):
                continue
            try:  # kubectl prints an event on one line or on many, by its version
                event, end = decoder.raw_decode(text.lstrip())
            except ValueError:
                continue
            text = text.lstrip()[end:]
            self.states.append((event["type"], event["object"]))

    def uids(self):
        """uid: the methods that were ever stored under it, in the order of appearance."""
        found = {}
        for _, cluster in self.states:
            found.setdefault(cluster["metadata"]["uid"], set()).update(cluster["spec"].get("bootstrap", {}))
        return found

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.thread.join(5)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Place:
    """What an opponent acts on: the Cluster `name` of a namespace, and the old manifest as GitOps has it."""

    def __init__(self, lab, folder, namespace, manifest, name="pg"):
        self.lab, self.folder, self.namespace, self.manifest, self.name = lab, folder, namespace, manifest, name
        self.path = f"/apis/postgresql.cnpg.io/v1/namespaces/{namespace}/clusters/{name}"
        folder.mkdir(parents=True)
        self.file = folder / "old.yaml"
        self.file.write_text(manifest)

    def engine(self, kind, *flags):
        repository = Repository(self.folder)
        repository.commit("Databases", databases_cluster=self.manifest)
        return Engine(self.lab, kind, repository, self.namespace, *flags)

    def loop(self, *words):
        return Loop(self.lab, "kubectl " + " ".join(map(str, words[:2])), *words, "--namespace", self.namespace)

    def wire(self, method, query="", body=None, content="application/json"):
        return Wire(self.lab, "api " + method, method, self.path + query, body, content)


# Everybody of the tests, by name.
OPPONENTS = {
    "argocd client-side": lambda p: p.engine("argocd"),
    "argocd client-side force": lambda p: p.engine("argocd", "--force"),
    "argocd server-side": lambda p: p.engine("argocd", "--server-side"),
    "argocd server-side force": lambda p: p.engine("argocd", "--server-side", "--force"),
    "argocd replace": lambda p: p.engine("argocd", "--replace"),
    "argocd replace force": lambda p: p.engine("argocd", "--replace", "--force"),
    "flux": lambda p: p.engine("flux"),
    "flux force": lambda p: p.engine("flux", "--force"),
    "kubectl apply --force": lambda p: p.loop("apply", "--force", "--filename", p.file),
    "kubectl replace": lambda p: p.loop("replace", "--filename", p.file),
    "kubectl replace --force": lambda p: p.loop("replace", "--force", "--filename", p.file),
    "kubectl delete": lambda p: p.loop("delete", RESOURCE, p.name, "--wait=false", "--ignore-not-found"),
    "api apply": lambda p: p.wire("PATCH", "?fieldManager=argocd-controller&force=true", p.manifest, "application/apply-patch+yaml"),
    "api delete": lambda p: p.wire("DELETE"),
}
