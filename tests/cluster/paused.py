"""GitOps controllers that can be paused, played: Argo CD's application controller and its ApplicationSet controller, Flux'
kustomize- and helm-controller. The custom resources are the real ones; what is synced is synced by server-side apply, as they do it.
"""
import json, subprocess, threading, time

import controllers
from client import Refused

SKIP = "argocd.argoproj.io/skip-reconcile"
REFRESH = "argocd.argoproj.io/refresh"
APPLICATION = "applications.argoproj.io"
KUSTOMIZATION = "kustomizations.kustomize.toolkit.fluxcd.io"
HELM_RELEASE = "helmreleases.helm.toolkit.fluxcd.io"
GIT_REPOSITORY = "gitrepositories.source.toolkit.fluxcd.io"
APPLICATION_SET = "applicationsets.argoproj.io"


class Player:
    """Something that looks at the API server again and again, in a thread."""

    every = 0.3  # seconds

    def __init__(self, lab, namespace):
        self.lab, self.namespace = lab, namespace
        self.ended, self.trouble = threading.Event(), None

    def kubectl(self, *words, **more):
        return controllers.kubectl(self.lab, "--namespace", self.namespace, *words, **more)

    def read(self, resource, name):
        return self.lab.client.get(resource, self.namespace, name)

    def patch(self, resource, name, body, subresource=""):
        try:
            self.lab.client.patch(resource, self.namespace, name, body, subresource=subresource)
        except (Refused, OSError) as error:
            self.trouble = error

    def create(self, *objects):
        for item in objects:
            self.kubectl("create", "--filename=-", text=json.dumps(item))

    def run(self):
        while not self.ended.wait(self.every):
            try:
                self.work()
            except (Refused, OSError, ValueError) as error:  # the API server may be busy; a test says what it awaits in vain
                self.trouble = error

    def start(self):
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()
        return self

    def stop(self):
        self.ended.set()
        self.thread.join(30)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


class Syncer(Player):
    """A controller over a git repository. `synced` are the commits that it has applied, `failed` what it was told instead.
    It looks at git only while it is not paused."""

    manager, every = None, 1

    def __init__(self, lab, namespace, repository, name="databases", cluster="pg"):
        super().__init__(lab, namespace)
        self.repository, self.name, self.cluster = repository, name, cluster
        self.synced, self.failed, self.looks, self.prepared = [], [], 0, {}

    def manifest(self, commit):
        return subprocess.run(["git", "-C", str(self.repository.bare), "show", f"{commit}:databases/cluster.yaml"],
                              capture_output=True, text=True, check=True).stdout

    def marks(self):
        """What it writes on what it applies."""
        raise NotImplementedError

    def marked(self, commit):
        if commit not in self.prepared:
            self.prepared[commit] = subprocess.run(
                ["kubectl", "patch", "--local", "--filename=-", "--type=merge", "--output=json", "--patch",
                 json.dumps({"metadata": self.marks()})], input=self.manifest(commit), capture_output=True, text=True, check=True).stdout
        return self.prepared[commit]

    def apply(self, commit):
        try:
            self.lab.client.apply("clusters", self.namespace, self.cluster, self.marked(commit), self.manager)
        except Refused as refused:
            self.failed.append(refused.message)
            return False
        self.synced.append(commit)
        return True


class Application(Syncer):
    """Argo CD's Application, with auto-sync and self-heal."""

    manager, resource = "argocd-controller", APPLICATION

    def install(self, owner=None, annotations=None):
        controllers.install(self.lab)
        metadata = {"name": self.name, "namespace": self.namespace, "annotations": annotations or {}}
        if owner:
            metadata["ownerReferences"] = [{"apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet", "name": owner["metadata"]["name"],
                                            "uid": owner["metadata"]["uid"], "controller": True}]
        self.create({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": metadata,
                     "spec": {"project": "default", "source": {"repoURL": str(self.repository.bare), "path": ".", "targetRevision": "main"},
                              "destination": {"server": "https://kubernetes.default.svc", "namespace": self.namespace}}})
        return self

    def marks(self):
        # Applications outside of Argo CD's own namespace are named with theirs.
        return {"annotations": {"argocd.argoproj.io/tracking-id": f"{self.namespace}_{self.name}:postgresql.cnpg.io/Cluster:"
                                                                  f"{self.namespace}/{self.cluster}"}}

    def paused(self):
        return self.read(APPLICATION, self.name)["metadata"].get("annotations", {}).get(SKIP) == "true"

    def work(self):
        found = self.read(APPLICATION, self.name)
        annotations = found["metadata"].get("annotations", {})
        if annotations.get(SKIP) == "true":
            return
        self.looks += 1
        commit = self.repository.tip()
        good = self.apply(commit)
        self.patch(APPLICATION, self.name, {
            "metadata": {"annotations": {REFRESH: None}},
            "status": {"sync": {"status": "Synced" if good else "OutOfSync", "revision": commit, "comparedTo": {
                "source": found["spec"]["source"], "destination": found["spec"]["destination"]}},
                       "resources": [{"group": "postgresql.cnpg.io", "version": "v1", "kind": "Cluster", "namespace": self.namespace,
                                      "name": self.cluster}]}})


class Kustomization(Syncer):
    """Flux' Kustomization with its GitRepository, which goes on looking at git while the Kustomization is suspended."""

    manager, resource = "kustomize-controller", KUSTOMIZATION

    def install(self, labels=None, **spec):
        controllers.install(self.lab)
        self.artifact = self.repository.tip()
        self.create({"apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository",
                     "metadata": {"name": self.name, "namespace": self.namespace},
                     "spec": {"interval": "1m", "url": "https://example.com/gitops.git"}},
                    {"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
                     "metadata": {"name": self.name, "namespace": self.namespace, "labels": labels or {}},
                     "spec": {"interval": "1m", "prune": True, "path": "./", "sourceRef": {"kind": "GitRepository", "name": self.name}, **spec}})
        return self

    source_stands_still = False  # its fetches fail: an old artifact stays

    def marks(self):
        return {"labels": {"kustomize.toolkit.fluxcd.io/name": self.name, "kustomize.toolkit.fluxcd.io/namespace": self.namespace}}

    def paused(self):
        return self.read(KUSTOMIZATION, self.name)["spec"].get("suspend") is True

    def work(self):
        if not self.source_stands_still:
            self.artifact = self.repository.tip()
        revision = "main@sha1:" + self.artifact
        self.patch(GIT_REPOSITORY, self.name, {"status": {"artifact": {
            "revision": revision, "path": "x", "url": "http://x", "digest": "sha256:" + "0" * 64, "lastUpdateTime": "2026-11-25T00:00:00Z"}}},
            "/status")
        if self.paused():
            return
        self.looks += 1
        status = {"lastAttemptedRevision": revision,
                  "inventory": {"entries": [{"id": f"{self.namespace}_{self.cluster}_postgresql.cnpg.io_Cluster", "v": "v1"}]}}
        if self.apply(self.artifact):
            status["lastAppliedRevision"] = revision
        self.patch(KUSTOMIZATION, self.name, {"status": status}, "/status")


class HelmRelease(Syncer):
    """Flux' HelmRelease. It belongs to a Kustomization, which brings its values from git."""

    manager, resource = "helm-controller", HELM_RELEASE

    def install(self):
        controllers.install(self.lab)
        self.create({"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease",
                     "metadata": {"name": self.name, "namespace": self.namespace},
                     "spec": {"interval": "1m", "chart": {"spec": {"chart": "cluster", "sourceRef": {"kind": "HelmRepository", "name": "cnpg"}}}}})
        return self

    def marks(self):
        return {"labels": {"helm.toolkit.fluxcd.io/name": self.name, "helm.toolkit.fluxcd.io/namespace": self.namespace}}

    def paused(self):
        return self.read(HELM_RELEASE, self.name)["spec"].get("suspend") is True

    def work(self):
        if self.paused():
            return
        self.looks += 1
        self.apply(self.repository.tip())


class ApplicationSet(Player):
    """Its controller removes the annotations that it does not know from the Applications that it made, some time after they
    came (`after` seconds), or once `when()` is true."""

    def __init__(self, lab, namespace, name="databases", after=1, when=lambda: True, preserves=False):
        super().__init__(lab, namespace)
        self.name, self.after, self.when, self.preserves, self.since, self.removed = name, after, when, preserves, None, 0

    def install(self):
        controllers.install(self.lab)
        spec = {"generators": [], "template": {"metadata": {"name": self.name},
                                               "spec": {"project": "default", "destination": {}, "source": {"repoURL": "https://example.com"}}}}
        if self.preserves:
            spec["preservedFields"] = {"annotations": [SKIP]}
        self.create({"apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet",
                     "metadata": {"name": self.name, "namespace": self.namespace}, "spec": spec})
        return self.read(APPLICATION_SET, self.name)

    def work(self):
        if self.preserves:
            return
        found = self.read(APPLICATION, self.name)
        if not found or SKIP not in found["metadata"].get("annotations", {}):
            self.since = None
            return
        self.since = self.since or time.monotonic()
        if time.monotonic() - self.since >= self.after and self.when():
            self.patch(APPLICATION, self.name, {"metadata": {"annotations": {SKIP: None}}})
            self.removed += 1


class Parent(Player):
    """A Kustomization above, in whose git the child is not suspended: it writes that again at each reconciliation."""

    def __init__(self, lab, namespace, child, after=1):
        super().__init__(lab, namespace)
        self.child, self.after, self.since, self.undone = child, after, None, 0

    def work(self):
        if not self.read(KUSTOMIZATION, self.child)["spec"].get("suspend"):
            self.since = None
            return
        self.since = self.since or time.monotonic()
        if time.monotonic() - self.since >= self.after:
            self.patch(KUSTOMIZATION, self.child, {"spec": {"suspend": False}})
            self.undone += 1
