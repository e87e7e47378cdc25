"""settle and settle --finish, each rule by itself: what is refused before anything changes, what is patched and what is not, what
the rehearsals see, and when guard and annotation go. The whole way, with GitOps at work all the time, is in whole_way.py.
"""
import json, pathlib, re, threading

from gitops import Repository, git
from subject import RUN, Subject, wait, writes

TOGETHER = 3
SCHEMA = pathlib.Path(__file__).resolve().parents[3] / "docs/schema/settle.json"


class Scene:
    """A database that apply has recovered, with its guard; nobody syncs but the test."""

    def __init__(self, lab, name, shape="in-tree"):
        self.lab, self.subject = lab, Subject(lab, name, shape)

    def __enter__(self):
        self.subject.create()
        self.subject.await_healthy()
        self.subject.need_program(0, "apply", "--yes", "--wait", "--no-backup", "--timeout", "10m", "-", manifest=self.subject.recovering())
        self.uid = self.subject.live()["metadata"]["uid"]
        return self

    def __exit__(self, *_):
        self.subject.clear()

    def settle(self, status, manifest=None, *words):
        return self.subject.need_program(status, "settle", *words, "-", manifest=manifest or self.subject.reverted())

    def refused(self, manifest, *parts, status=1, words=()):
        """Stopped with these words, and the Cluster is as it was."""
        before = spec(self.subject.live())
        done = self.settle(status, manifest, *words)
        need(done.stderr, *parts)
        if spec(self.subject.live()) != before:
            raise AssertionError("refused, and the live Cluster was changed")
        return done

    def apply(self, manifest, *words, user="argocd-controller"):
        """A sync, as GitOps does it; what kubectl said."""
        return self.subject.kubectl("apply", "--server-side", "--force-conflicts", f"--field-manager={user}", "--filename=-", *words,
                                    input=manifest, check=False)

    def need_sync(self, manifest, **more):
        done = self.apply(manifest, **more)
        if done.returncode:
            raise AssertionError("a sync failed: " + done.stderr)

    def need_denied(self, manifest):
        done = self.apply(manifest)
        if done.returncode == 0 or "denied request" not in done.stderr:
            raise AssertionError("a sync was not denied: " + done.stderr + done.stdout)

    def guards(self):
        names = self.subject.kubectl("get", "validatingadmissionpolicies,validatingadmissionpolicybindings", "--output=name").stdout
        return [n for n in names.split() if n.endswith(f"cnpg-dr.{self.subject.namespace}.pg")]

    def clean(self):
        live = self.subject.live()
        managers = [m["manager"] for m in live["metadata"]["managedFields"]]
        if RUN in live["metadata"].get("annotations", {}) or "cnpg-dr" in managers:
            raise AssertionError(f"something of the run is still on the Cluster: {managers}")
        if live["metadata"]["uid"] != self.uid:
            raise AssertionError("another Cluster stands")
        return live


def spec(live):
    return {k: live["spec"].get(k) for k in ("bootstrap", "externalClusters", "backup", "plugins")}


def need(text, *parts):
    for part in parts:
        if part not in text:
            raise AssertionError(f"it does not say {part!r}:\n{text}")


def what_is_refused(lab):
    """Each before anything is changed: the guard stays in its first phase, too."""
    with Scene(lab, "settle-refused") as scene:
        subject, reverted = scene.subject, scene.subject.reverted()
        scene.refused(subject.manifest, "pg-v1", "pg-v2", "another generation")
        scene.refused(reverted.replace("serverName: pg-v2 #", "serverName: ${GENERATION} #"), "GENERATION", status=4)
        scene.refused(reverted.replace("      database: shop\n      owner: shop\n", "      database: store\n      owner: keeper\n", 1),
                      "database store (live: shop)", "owner keeper (live: shop)")
        scene.refused(reverted.replace("      owner: shop\n", "      owner: shop\n      secret: {name: mine}\n", 1), "secret mine (live: pg-app)")
        scene.refused(reverted.replace("  bootstrap:\n    initdb:\n      database: shop\n      owner: shop\n", "", 1)
                      .replace("spec:\n", "spec:\n  bootstrap: {initdb: {}, recovery: {source: x}}\n", 1), "spec.bootstrap")
        scene.refused(re.sub(f"destinationPath: s3://backups/{subject.namespace}/", "destinationPath: s3://other/", reverted), "s3://other")
        scene.need_denied(reverted)  # the first phase: not even the reverted manifest
        lab.play(f"{subject.namespace}/pg", unready=True)
        try:
            wait(lambda: not subject.live()["status"].get("readyInstances"), 120, "no instance is ready")
            scene.refused(reverted, "is not up")
        finally:
            lab.play(f"{subject.namespace}/pg")


def nothing_to_settle(lab):
    """No run, no Cluster."""
    subject = Subject(lab, "settle-nothing")
    try:
        done = subject.need_program(1, "settle", "-", manifest=subject.manifest)
        need(done.stderr, "no run of cnpg-dr is known")
        subject.create()
        subject.await_healthy()
        done = subject.need_program(1, "settle", "-", manifest=subject.manifest)
        need(done.stderr, "no run of cnpg-dr is known")
        done = subject.need_program(2, "settle", "--ref", "main", "-", manifest=subject.manifest)
        need(done.stderr, "--finish")
    finally:
        subject.clear()


def _initdb(lab, shape):
    with Scene(lab, f"settle-{shape}", shape) as scene:
        reverted = scene.subject.reverted()
        scene.need_denied(reverted)
        done = scene.settle(0, None, "-o", "json")
        answer = json.loads(done.stdout)
        _valid(answer)
        settled = answer["settled"]
        if not (settled["bootstrap_replaced"] and settled["external_clusters_replaced"] and answer["step"] == "settled"
                and [r["passed"] for r in settled["rehearsals"]] == [True] * 3):
            raise AssertionError(done.stdout)
        live = scene.subject.live()
        if list(live["spec"]["bootstrap"]) != ["initdb"] or live["spec"].get("externalClusters") or live["metadata"]["uid"] != scene.uid:
            raise AssertionError(f"settled, and it has {spec(live)}")
        again = json.loads(scene.settle(0, None, "-o", "json").stdout)["settled"]
        if again["bootstrap_replaced"] or again["external_clusters_replaced"]:
            raise AssertionError("a second settle patches again")
        scene.need_denied(scene.subject.manifest)
        both = scene.subject.recovering()
        scene.need_denied(both)  # recovery over initdb, two methods: by the guard, as CNPG's webhook would answer Invalid
        scene.need_sync(reverted)
        if scene.subject.live()["metadata"]["uid"] != scene.uid:
            raise AssertionError("the sync made another Cluster")


def initdb_in_tree(lab):
    """bootstrap and externalClusters become the manifest's; a second call changes nothing; the old manifest stays out."""
    _initdb(lab, "in-tree")


def initdb_plugin(lab):
    _initdb(lab, "plugin")


def _valid(answer):
    try:
        import jsonschema
    except ImportError:
        return
    jsonschema.validate(answer, json.loads(SCHEMA.read_text()))


def recovery_stays_in_git(lab):
    """A repository that leaves recovery in git: nothing is patched, and its syncs pass."""
    with Scene(lab, "settle-recovery") as scene:
        recovering = scene.subject.recovering()
        before = spec(scene.subject.live())
        need(scene.settle(0, recovering).stderr, "recovery stays in the manifest")
        if spec(scene.subject.live()) != before:
            raise AssertionError("it was patched")
        scene.need_sync(recovering)
        scene.need_denied(scene.subject.manifest)
        scene.settle(0, recovering, "--finish", "--force")
        if list(scene.clean()["spec"]["bootstrap"]) != ["recovery"] or scene.guards():
            raise AssertionError("not as it should be in the end")


def no_bootstrap_in_git(lab):
    """The webhook would write initdb app/app where git has none: recovery and externalClusters stay, released or not."""
    with Scene(lab, "settle-none") as scene:
        bare = re.sub(r"  bootstrap:\n    initdb:\n      database: shop\n      owner: shop\n", "", scene.subject.reverted(), count=1)
        before = spec(scene.subject.live())
        need(scene.settle(0, bare).stderr, "no bootstrap")
        if spec(scene.subject.live()) != before:
            raise AssertionError("it was patched")
        scene.need_sync(bare, user="kustomize-controller")
        scene.settle(0, bare, "--finish", "--force")
        scene.need_sync(bare, user="kustomize-controller")
        live = scene.clean()
        if list(live["spec"]["bootstrap"]) != ["recovery"] or live["spec"]["bootstrap"] != before["bootstrap"]:
            raise AssertionError(f"in the end bootstrap is {live['spec']['bootstrap']}")


def rehearsals_fail(lab):
    """The server's message, in each way; the guard stays, and a mended manifest settles."""
    with Scene(lab, "settle-rehearsal") as scene:
        bad = scene.subject.reverted().replace("  instances: 1\n", "  instances: 1\n  minSyncReplicas: 5\n")
        done = scene.settle(1, bad)
        need(done.stderr, "3 of 3 rehearsals", "minSyncReplicas", "Argo CD, client-side", "Argo CD, server-side", "Flux")
        unknown = scene.subject.reverted().replace("  instances: 1\n", "  instances: 1\n  noSuchField: 5\n")
        done = scene.settle(1, unknown)
        need(done.stderr, "3 of 3 rehearsals", 'unknown field "spec.noSuchField"', ".spec.noSuchField: field not declared in schema")
        if "managedFields" in done.stderr:
            raise AssertionError("the whole object is in the message")
        if not scene.guards():
            raise AssertionError("the guard is gone")
        scene.settle(0)


def it_changes_all_the_time(lab):
    """Somebody writes into the Cluster as fast as it goes: the patch is tried again on what stands by then."""
    with Scene(lab, "settle-moving") as scene:
        ended = threading.Event()

        def write():
            while not ended.is_set():
                lab.client.request("PATCH", lab.client.path("clusters", scene.subject.namespace, "pg"),
                                   json.dumps({"metadata": {"annotations": {"example.com/at": str(ended.wait(0.15))}}}),
                                   "application/merge-patch+json")
        thread = threading.Thread(target=write, daemon=True)
        thread.start()
        try:
            scene.settle(0)
        finally:
            ended.set()
            thread.join(10)


def another_cluster_stands(lab):
    """Made anew by hand, with the guard gone: not this run's, whatever it looks like."""
    with Scene(lab, "settle-other") as scene:
        subject = scene.subject
        for guard in scene.guards():
            subject.kubectl("delete", guard)
        wait(lambda: subject.kubectl("--namespace", subject.namespace, "delete", "clusters.postgresql.cnpg.io", "pg", check=False)
             .returncode == 0, 30, "the guard is out of force")
        wait(lambda: subject.live() is None, 60, "it is gone")
        done = scene.settle(1)
        need(done.stderr, "there is no Cluster")
        subject.kubectl("create", "--filename=-", input=subject.reverted())
        done = scene.settle(1)
        need(done.stderr, "is not the one that run", scene.uid)


def the_record_is_lost(lab):
    """On another machine the guard knows; without the guard only the annotation is left, and nothing is proved."""
    with Scene(lab, "settle-lost") as scene:
        subject = scene.subject
        state = subject.folder / "state"
        moved = subject.folder / "moved"
        state.rename(moved)
        for guard in scene.guards():
            subject.kubectl("delete", guard)
        done = scene.settle(1)
        need(done.stderr, "only the annotation", "has not been proved", "--force")
        done = scene.settle(0, None, "--force")
        need(done.stderr, "NOT PROVED")


def the_guard_knows(lab):
    """The record of this machine is gone, that of the guard is enough; and a guard that somebody took away is made anew."""
    with Scene(lab, "settle-guard") as scene:
        state = scene.subject.folder / "state"
        moved = scene.subject.folder / "moved"
        state.rename(moved)
        scene.settle(0)
    with Scene(lab, "settle-guard-gone") as scene:
        for guard in scene.guards():
            scene.subject.kubectl("delete", guard)
        need(scene.settle(0).stderr, "made anew")
        wait(lambda: scene.apply(scene.subject.manifest, "--dry-run=server").returncode, 30, "the guard is in force again")
        scene.need_denied(scene.subject.manifest)


def finish_asks_git(lab):
    """Not before the merge, not for a branch that is only here, not where manifests do not agree; and what cannot be read is said."""
    with Scene(lab, "settle-git") as scene:
        subject = scene.subject
        repository = Repository(subject.folder / "git")
        repository.commit("Database", databases_cluster=subject.manifest)
        git(repository.clone, "fetch", "--quiet")
        reverted = subject.reverted()

        def finish(status, *words):
            return scene.settle(status, reverted, "--finish", "--repo", repository.clone, *words)

        done = finish(1)
        need(done.stderr, "not been settled")
        scene.settle(0)
        need(finish(1).stderr, "does not hold the generation pg-v2", "databases/cluster.yaml writes pg-v1")
        (repository.clone / "databases/cluster.yaml").write_text(reverted)
        git(repository.clone, "commit", "--quiet", "--all", "--message", "Recovered")
        need(finish(1).stderr, "does not hold")  # not pushed
        need(finish(1, "--ref", "main").stderr, "does not hold")
        git(repository.clone, "push", "--quiet", "origin", "HEAD:main")
        need(finish(1).stderr, "no Application, Kustomization or HelmRelease")  # git holds it, and nobody is found
        need(finish(1, "--ref", "nowhere").stderr, "cannot be told", "nowhere")
        need(scene.settle(1, reverted, "--finish", "--repo", subject.folder).stderr, "cannot be told")
        repository.commit("Another place", other_cluster=subject.manifest)
        need(finish(1).stderr, "do not agree", "--ref REF:PATH")
        need(finish(1, "--ref", "main:databases/cluster.yaml").stderr, "no Application")
        if len(scene.guards()) != 2:
            raise AssertionError(f"refused, and the guard is {scene.guards()}")
        need(finish(0, "--ref", "main:databases/cluster.yaml", "--force").stderr, "forced")
        if scene.guards():
            raise AssertionError("finished, and the guard stands")


def finish_without_a_sync(lab):
    """Forced; and without force the field manager stays until a sync is seen."""
    with Scene(lab, "settle-nosync") as scene:
        scene.settle(0)
        done = scene.settle(0, None, "--finish", "--force")
        need(done.stderr, "forced", "no sync of the manifest has been seen")
        scene.clean()
        if scene.guards():
            raise AssertionError("finished, and the guard stands")
        scene.need_sync(scene.subject.reverted())
        if writes(scene.clean()) != "pg-v2":
            raise AssertionError("another generation is written")


def client_side_sync(lab):
    """As Argo CD applies by default: the last-applied annotation tells of it, and the Cluster is released."""
    with Scene(lab, "settle-client") as scene:
        scene.settle(0)
        done = scene.subject.kubectl("apply", "--filename=-", input=scene.subject.reverted(), check=False)
        if done.returncode:
            raise AssertionError(done.stderr)
        done = scene.settle(0, None, "--finish", "--force")
        need(done.stderr, "last-applied-configuration")
        scene.clean()
        done = scene.subject.kubectl("apply", "--filename=-", input=scene.subject.reverted())
        need(done.stdout, "unchanged")
