"""--guard pause: the GitOps controller is paused instead of a policy, on the custom resources of Argo CD and Flux, with controllers
that are played (paused.py): from the alarm to the merged revert, and those that do not stay paused.
"""
import json, threading

from gitops import Repository, git
from paused import (APPLICATION, GIT_REPOSITORY, KUSTOMIZATION, SKIP, Application, ApplicationSet, HelmRelease, Kustomization, Parent)
from subject import RUN, Subject, wait, writes

TOGETHER = 3

APPLY = ("apply", "--guard", "pause", "--yes", "--wait", "--no-backup", "--timeout", "5m")


class Scene:
    """A database in git, and the controller that has made it."""

    def __init__(self, lab, name, kind):
        self.lab, self.subject = lab, Subject(lab, name)
        self.repository = Repository(self.subject.folder / "git")
        self.repository.commit("The shop's database", databases_cluster=self.subject.manifest)
        self.controller = kind(lab, name, self.repository)
        self.old = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.subject.clear()

    def begin(self):
        self.old = self.subject.await_healthy()["metadata"]["uid"]
        wait(lambda: self.controller.synced, 60, "the first sync", lambda: str(self.controller.failed))

    def apply(self, status=0, *words):
        return self.subject.need_program(status, *APPLY, *words, "-", manifest=self.subject.recovering())

    def settle(self, status=0, *words):
        return self.subject.need_program(status, "settle", *words, "-", manifest=self.subject.reverted())

    def finish(self, status=0, *words):
        git(self.repository.clone, "fetch", "--quiet", "origin")
        return self.settle(status, "--finish", "--repo", self.repository.clone, *words)

    def merge(self):
        return self.repository.commit("Database recovered", databases_cluster=self.subject.reverted())

    def untouched(self):
        """Nothing was deleted, and nothing of the run is left."""
        live = self.subject.live()
        if live is None or live["metadata"]["uid"] != self.old or live["metadata"].get("deletionTimestamp"):
            raise AssertionError("the old Cluster is gone, and GitOps was not paused")
        if RUN in live["metadata"].get("annotations", {}):
            raise AssertionError("the old Cluster carries the run's annotation")

    def recovered(self):
        live = self.subject.live()
        wrong = self.subject.wrong(live, "pg-v2")
        if wrong or live["metadata"]["uid"] == self.old:
            raise AssertionError(f"{wrong or 'the old Cluster stands'}")
        return live["metadata"]["uid"]

    def ended(self, uid):
        """Git and the Cluster agree, and nobody is paused."""
        live = self.subject.live()
        if live["metadata"]["uid"] != uid or writes(live) != "pg-v2" or list(live["spec"]["bootstrap"]) != ["initdb"]:
            raise AssertionError(f"in the end {writes(live)} is written by {live['metadata']['uid']} with {list(live['spec']['bootstrap'])}")
        if RUN in live["metadata"].get("annotations", {}) or "cnpg-dr" in [m["manager"] for m in live["metadata"]["managedFields"]]:
            raise AssertionError("something of the run is still on the Cluster")
        if self.controller.paused():
            raise AssertionError("finished, and GitOps is paused")


def need(text, *parts):
    for part in parts:
        if part not in text:
            raise AssertionError(f"it does not say {part!r}:\n{text}")


def argocd(lab):
    """The whole way with an Application: paused while the database is recovered, woken with a hard refresh."""
    with Scene(lab, "pause-argocd", Application) as scene:
        scene.controller.install()
        with scene.controller:
            scene.begin()
            done = scene.apply()
            need(done.stderr, f"Application {scene.subject.namespace}/databases", "seen to stay so")
            uid, looks = scene.recovered(), scene.controller.looks
            scene.settle()
            if not scene.controller.paused() or scene.controller.looks != looks:
                raise AssertionError("the Application is not paused any more, or has looked at git")
            refused = scene.finish(1)
            need(refused.stderr, "pg-v2", "merge")
            if not scene.controller.paused():
                raise AssertionError("finish was refused, and the Application is woken")
            commit = scene.merge()
            done = scene.finish()
            need(done.stderr, "resumed", "released")
            if scene.controller.synced[-1] != commit or any(c != commit for c in scene.controller.synced[looks:]):
                raise AssertionError(f"an old commit was synced: {scene.controller.synced[looks:]}")
            scene.ended(uid)
            annotations = scene.controller.read(APPLICATION, "databases")["metadata"].get("annotations", {})
            if SKIP in annotations:
                raise AssertionError(f"the annotation is still there: {annotations}")


def flux(lab):
    """The same with a Kustomization; an artifact of before the merge keeps it suspended."""
    with Scene(lab, "pause-flux", Kustomization) as scene:
        scene.controller.install()
        with scene.controller:
            scene.begin()
            scene.apply()
            uid = scene.recovered()
            scene.settle()
            if not scene.controller.paused():
                raise AssertionError("the Kustomization is not suspended")
            scene.controller.source_stands_still = True
            scene.merge()
            refused = scene.finish(1)
            need(refused.stderr, "still compares with main@sha1:")
            if not scene.controller.paused():
                raise AssertionError("finish was refused, and the Kustomization is resumed")
            scene.controller.source_stands_still = False
            wait(lambda: scene.repository.tip() in scene.controller.read(GIT_REPOSITORY, "databases")["status"]["artifact"]["revision"], 30,
                 "the source has the merge")
            scene.finish()
            scene.ended(uid)
            spec = scene.controller.read(KUSTOMIZATION, "databases")["spec"]
            if "suspend" in spec:
                raise AssertionError(f"spec.suspend was not there before, and is now {spec['suspend']}")


def helm(lab):
    """A HelmRelease knows no commit, and leaves no trace of a sync that changes nothing: forced, and said."""
    with Scene(lab, "pause-helm", HelmRelease) as scene:
        scene.controller.install()
        with scene.controller:
            scene.begin()
            scene.apply()
            uid = scene.recovered()
            scene.settle()
            scene.merge()
            refused = scene.finish(1)
            need(refused.stderr, "HelmRelease", "cannot be told")
            if not scene.controller.paused():
                raise AssertionError("finish was refused, and the HelmRelease is resumed")
            done = scene.finish(0, "--force")
            need(done.stderr, "forced")
            wait(lambda: scene.controller.synced[-1] == scene.repository.tip(), 60, "the sync of the merge")
            live = scene.subject.live()
            if live["metadata"]["uid"] != uid or writes(live) != "pg-v2" or scene.controller.paused():
                raise AssertionError("not as it should be in the end")


def application_set_takes_it_away(lab):
    """Within seconds, as its controller does: seen before anything is deleted, and said."""
    with Scene(lab, "pause-set", Application) as scene:
        above = ApplicationSet(lab, scene.subject.namespace)
        scene.controller.install(owner=above.install())
        with scene.controller, above:
            scene.begin()
            done = scene.apply(1)
            need(done.stderr, "ApplicationSet databases", "taken away", "preservedFields")
            if not above.removed:
                raise AssertionError("the ApplicationSet's controller has removed nothing: the test tests nothing")
            scene.untouched()


def application_set_takes_it_away_late(lab):
    """After the first look has ended well, while the old Cluster goes: it is seen before the new one is created, and what GitOps
    makes then is not taken for it."""
    with Scene(lab, "pause-set-late", Application) as scene:
        key = f"{scene.subject.namespace}/pg"
        above = ApplicationSet(lab, scene.subject.namespace,
                               when=lambda: "deletionTimestamp" in (scene.subject.live() or {"metadata": {}})["metadata"])
        scene.controller.install(owner=above.install())
        lab.play(key, pods_stay=True)  # the drain lasts until that has happened
        ends = threading.Thread(target=lambda: (wait(lambda: above.removed, 300, "the pause is taken away"), lab.play(key)))
        try:
            with scene.controller, above:
                scene.begin()
                ends.start()
                done = scene.apply(1)
                need(done.stderr, "ApplicationSet databases may take the pause away", "is no longer paused")
                wait(lambda: scene.subject.live(), 60, "GitOps makes its Cluster again")
                if RUN in scene.subject.live()["metadata"].get("annotations", {}):
                    raise AssertionError("the run has made its Cluster although GitOps was not paused any more")
        finally:
            lab.play(key)


def application_set_that_preserves(lab):
    """Its spec.preservedFields names the annotation: said, and the recovery goes its way; abort gives all back."""
    with Scene(lab, "pause-set-kept", Application) as scene:
        above = ApplicationSet(lab, scene.subject.namespace, preserves=True)
        scene.controller.install(owner=above.install())
        with scene.controller, above:
            scene.begin()
            done = scene.apply()
            need(done.stderr, "the ApplicationSet databases leaves the annotation")
            scene.recovered()
            scene.subject.need_program(0, "apply", "--abort", "--cluster", f"{scene.subject.namespace}/pg")
            if scene.controller.paused():
                raise AssertionError("aborted, and the Application is paused")


def parent_takes_it_away(lab):
    """A Kustomization above writes spec.suspend of its child."""
    with Scene(lab, "pause-parent", Kustomization) as scene:
        scene.controller.install(labels={"kustomize.toolkit.fluxcd.io/name": "flux-system",
                                         "kustomize.toolkit.fluxcd.io/namespace": "flux-system"})
        above = Parent(lab, scene.subject.namespace, "databases")
        with scene.controller, above:
            scene.begin()
            done = scene.apply(1)
            need(done.stderr, "flux-system/flux-system", "taken away")
            scene.untouched()


def parent_has_it_in_git(lab):
    """The parent owns spec.suspend: sure to be taken away, so it is not even tried."""
    with Scene(lab, "pause-owned", Kustomization) as scene:
        labels = {"kustomize.toolkit.fluxcd.io/name": "flux-system", "kustomize.toolkit.fluxcd.io/namespace": "flux-system"}
        scene.controller.install(labels=labels)
        owned = {"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization", "metadata": {"name": "databases", "labels": labels},
                 "spec": {"interval": "1m", "prune": True, "suspend": False, "sourceRef": {"kind": "GitRepository", "name": "databases"}}}
        scene.subject.kubectl("--namespace", scene.subject.namespace, "apply", "--server-side", "--force-conflicts",
                              "--field-manager=kustomize-controller", "--filename=-", input=json.dumps(owned))
        with scene.controller:
            scene.begin()
            done = scene.apply(1)
            need(done.stderr, "has spec.suspend of the Kustomization", "in git")
            scene.untouched()
            if scene.controller.paused():
                raise AssertionError("refused, and it is suspended")


def nothing_to_pause(lab):
    """No controller has the Cluster: an error that says so, before anything is deleted."""
    with Scene(lab, "pause-none", Application) as scene:
        scene.subject.create()
        scene.old = scene.subject.await_healthy()["metadata"]["uid"]
        done = scene.apply(1)
        need(done.stderr, "nothing to pause", "--guard")
        scene.untouched()


def paused_before(lab):
    """Somebody has suspended it already: it stays suspended when the run is over, and that is said."""
    with Scene(lab, "pause-before", Kustomization) as scene:
        scene.controller.install()
        with scene.controller:
            scene.begin()
            scene.controller.patch(KUSTOMIZATION, "databases", {"spec": {"suspend": True}})
            done = scene.apply()
            need(done.stderr, "was paused already")
            scene.recovered()
            scene.subject.need_program(0, "apply", "--abort", "--cluster", f"{scene.subject.namespace}/pg")
            if not scene.controller.paused():
                raise AssertionError("it was suspended before the run, and is resumed")
