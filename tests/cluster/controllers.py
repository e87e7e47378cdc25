"""The custom resources of Argo CD and Flux, with a controller that is played: what an engine synced last is written into the
status of its Application or Kustomization, as the real controller does, since that is what `cnpg-dr settle --finish` reads.
"""
import json, subprocess, threading, time

from client import Refused


def kubectl(lab, *words, text=None, check=True):
    done = subprocess.run(["kubectl", "--kubeconfig", str(lab.kubeconfig), *map(str, words)], input=text,
                          capture_output=True, text=True)
    if check and done.returncode:
        raise AssertionError(f"kubectl {' '.join(map(str, words))}: {done.stderr.strip()}")
    return done.stdout


def install(lab):
    """The real CRDs, once a lab."""
    if lab.has_gitops:
        return
    for crd in sorted((lab.bin / "crds").glob("*.yaml")):
        done = subprocess.run(["kubectl", "--kubeconfig", str(lab.kubeconfig), "create", "--filename", str(crd)],
                              capture_output=True, text=True)
        if done.returncode and "AlreadyExists" not in done.stderr:
            raise AssertionError(f"{crd.name}: {done.stderr.strip()}")
    end = time.monotonic() + 60
    for resource in ("applications.argoproj.io", "kustomizations.kustomize.toolkit.fluxcd.io"):
        # Established comes before discovery tells of it, and that is what kubectl goes by.
        while not (seen := subprocess.run(["kubectl", "--kubeconfig", str(lab.kubeconfig), "get", resource, "--all-namespaces"],
                                          capture_output=True, text=True)).returncode == 0:
            if time.monotonic() > end:
                raise AssertionError(f"{resource} is not served after 60 s: {seen.stderr.strip()}")
            time.sleep(0.2)
    lab.has_gitops = True


class Controller:
    """An Application (argocd) or a Kustomization (flux) named `databases`, and the thread that keeps its status."""

    def __init__(self, lab, engine, repository, namespace, cluster="pg"):
        self.lab, self.engine, self.repository = lab, engine, repository
        self.namespace, self.cluster = namespace, cluster
        self.argocd = engine.command[0].endswith("argocd")
        self.resource = "argoproj.io/v1alpha1/applications" if self.argocd else "kustomize.toolkit.fluxcd.io/v1/kustomizations"
        self.ended, self.seen, self.told = threading.Event(), 0, None

    def start(self):
        kubectl(self.lab, "create", "--filename", "-", text=json.dumps(self.application() if self.argocd else self.kustomization()))
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def application(self):
        return {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
                "metadata": {"name": "databases", "namespace": self.namespace},
                "spec": {"project": "default",
                         "source": {"repoURL": str(self.repository.bare), "path": ".", "targetRevision": "main"},
                         "destination": {"server": "https://kubernetes.default.svc", "namespace": self.namespace},
                         "syncPolicy": {"automated": {"selfHeal": True, "prune": True}}}}

    def kustomization(self):
        return {"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
                "metadata": {"name": "databases", "namespace": self.namespace},
                "spec": {"interval": "1m", "prune": True, "path": "./",
                         "sourceRef": {"kind": "GitRepository", "name": "databases"}}}

    def status(self, sync):
        if self.argocd:
            return {"sync": {"status": "OutOfSync" if sync["out_of_sync"] else "Synced", "revision": sync["revision"],
                             "comparedTo": {"source": self.application()["spec"]["source"],
                                            "destination": self.application()["spec"]["destination"]}},
                    "resources": [{"group": "postgresql.cnpg.io", "version": "v1", "kind": "Cluster",
                                   "namespace": self.namespace, "name": self.cluster}]}
        revision = "main@sha1:" + sync["revision"]
        status = {"lastAttemptedRevision": revision,
                  "inventory": {"entries": [{"id": f"{self.namespace}_{self.cluster}_postgresql.cnpg.io_Cluster", "v": "v1"}]}}
        if sync["ok"]:
            status["lastAppliedRevision"] = revision
        return status

    def run(self):
        while not self.ended.wait(0.2):
            answers = self.engine.answers
            if len(answers) == self.seen or "revision" not in answers[-1]:
                continue
            self.seen = len(answers)
            status = self.status(answers[-1])
            if status == self.told:
                continue
            try:  # Argo CD's CRD has no status subresource, Flux' has one
                self.lab.client.patch(self.resource, self.namespace, "databases", {"status": status},
                                      subresource="" if self.argocd else "/status")
                self.told = status
            except (OSError, Refused):
                pass  # the next sync tells it

    def revision(self):
        """Where the controller stands, as its object says."""
        status = self.lab.client.get(self.resource, self.namespace, "databases").get("status", {})
        if self.argocd:
            return status.get("sync", {}).get("revision", "")
        return status.get("lastAppliedRevision", "").rpartition(":")[2]

    def await_revision(self, commit, seconds=60):
        end = time.monotonic() + seconds
        while self.revision() != commit:
            if time.monotonic() > end:
                raise AssertionError(f"{self.resource} stands at {self.revision()} and not at {commit}; "
                                     f"{self.engine.name} was told: {self.engine.answers[-1]['text']}")
            time.sleep(0.2)

    def stop(self):
        self.ended.set()
        self.thread.join(10)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
