"""What may stand where the recovery is to be: the old Cluster in any state, nothing, an impostor, what another run left, and what
keeps a Cluster from going. RUNS (1) above 10 kills the run at every kubectl call, and not only at those that change something.
JOBS: how many at the same time (2).
"""
import concurrent.futures, json, os, re, signal, time

from cases import APPLY, case, gone, need
from lab import until
from steps import CREATE, DELETE, Steps

TOGETHER = 3
RUNS, JOBS = int(os.environ.get("RUNS", "1")), int(os.environ.get("JOBS", "2"))


# The old Cluster, and nothing.

def a_broken_cluster(lab):
    """Its instance is not ready and does not archive any more; what is lost must be accepted in so many words."""
    with case(lab, "stand-broken") as c:
        lab.play(c.key, unready=True, archiving_fails="disk full")
        until("the Cluster is not healthy", lambda: c.live()["status"]["phase"] != "Cluster in healthy state", 60)
        c.stop_at("--lose-unarchived", at=CREATE)
        lab.play(c.key)  # what was wrong with the old one is not with the new one
        c.steps.go_on()
        need((got := c.steps.wait()) == 0, f"exit {got}:\n{c.steps.said}")
        c.recovered()


def archiving_that_fails(lab):
    """Refused while the old database could still be asked for its last WAL; with --lose-unarchived it is the user's word."""
    with case(lab, "stand-archiving") as c:
        lab.play(c.key, archiving_fails="unexpected failure invoking barman-cloud-wal-archive: exit status 1")
        until("the condition says so", lambda: any(x["type"] == "ContinuousArchiving" and x["status"] == "False"
                                                   for x in c.live()["status"]["conditions"]))
        c.expect(4)
        c.said("--lose-unarchived")
        c.untouched()
        lab.play(c.key)
        c.expect(0)
        c.recovered()


def a_segment_that_does_not_arrive(lab):
    """The switch is made and the store does not get the segment, although the operator says that archiving works."""
    with case(lab, "stand-segment") as c:
        lab.play(c.key, no_archive=True)
        c.expect((4, 5))
        c.said("--lose-unarchived")
        c.stands()


def an_old_cluster_that_archives_elsewhere(lab):
    """The manifest is older than what runs: what the live Cluster archives is not what is read, and would be lost unasked."""
    with case(lab, "stand-elsewhere") as c:
        lab.client.patch("clusters", c.subject.namespace, "pg", {"spec": {"backup": {"barmanObjectStore": {"serverName": "pg-v9"}}}})
        c.expect(4)
        c.said("pg-v9", "--lose-unarchived")
        c.untouched()
        c.expect(0, "--lose-unarchived")
        c.recovered()


def a_hibernated_cluster(lab):
    with case(lab, "stand-hibernated") as c:
        lab.client.patch("clusters", c.subject.namespace, "pg", {"metadata": {"annotations": {"cnpg.io/hibernation": "on"}}})
        until("its pods are gone", lambda: not lab.client.list("pods", c.subject.namespace, "cnpg.io/podRole=instance"))
        c.expect(0)
        c.recovered()


def nothing(lab):
    """A new Kubernetes cluster: the archive is all there is."""
    with case(lab, "stand-nothing") as c:
        lab.client.delete("clusters", c.subject.namespace, "pg", "Foreground")
        gone(c)
        c.expect(0)
        c.recovered()


def an_impostor(lab):
    """GitOps was faster: an empty initdb Cluster under the name, whose database is not the archive's. It could not archive, as
    the generation is not empty; that is no reason to keep it."""
    with case(lab, "stand-impostor") as c:
        before = c.live()["status"]["systemID"]
        lab.client.delete("clusters", c.subject.namespace, "pg", "Foreground")
        gone(c)
        c.subject.create()
        until("the impostor is up", lambda: (c.live().get("status") or {}).get("phase") == "Cluster in healthy state" and
              c.live()["status"].get("systemID"))
        need(c.live()["status"]["systemID"] != before, "it is the same database")
        c.expect(0)
        need(c.recovered()["status"]["systemID"] == before, "another database was recovered")


# Other runs.

def killed_at_each_call(lab):
    """SIGKILL at each call that changes something, when it is done and the run has not noted it yet, and before those that are more
    than a note on the guard (with RUNS above 10: at each call); then the same command again: one recovery Cluster stands, and it is
    that of the run."""
    with case(lab, "stand-calls") as c:
        c.expect(0)
        calls = c.steps.calls()
        c.recovered()
    changes = [n for n, call in enumerate(calls, 1) if re.match(r"(create|delete|patch|replace|annotate)\b", call) and
               not re.search("dryRun|dry-run|status.allowed|--local", call)]
    need(len(changes) >= 4, "the run made no more changes than these:", [calls[n - 1] for n in changes])
    before = range(1, len(calls) + 1) if RUNS > 10 else [n for n in changes if not calls[n - 1].startswith("patch")]
    points = sorted([(n, "before") for n in before] + [(n, "after") for n in changes])
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        for done in [pool.submit(killed_at, lab, n, when, calls[n - 1]) for n, when in points]:
            done.result()


def killed_at(lab, n, when, call):
    with case(lab, f"stand-kill-{n}-{when}") as c:
        c.start(at=f"^ *{n} ", when=when)
        if not c.steps.reached():
            return  # this run has needed fewer calls
        c.steps.kill(signal.SIGKILL)
        c.steps.go_on()
        c.steps.wait()
        stood = c.live()
        try:
            live = c.goes_on()
        except AssertionError as error:
            raise AssertionError(f"killed {when} call {n} ({call[:100]}): {error}")
        if stood and "recovery" in stood["spec"].get("bootstrap", {}):
            need(stood["metadata"]["uid"] == live["metadata"]["uid"], f"killed {when} call {n}: a second recovery Cluster was made")


def a_second_attempt_after_retry(lab):
    """The first attempt's recovery failed; `recover --retry` writes the next generation, and its apply replaces that Cluster. The
    first run has to be ended first: nothing of another run is deleted."""
    with case(lab, "stand-retry") as c:
        lab.play(c.key, recovery_fails="no target backup found")
        c.expect(1)
        c.said("no target backup found")
        lab.play(c.key)
        first = c.live()["metadata"]["uid"]
        again = c.subject.need_program(0, "recover", "--retry", "-", manifest=c.manifest).stdout
        c.expect((4, 5), manifest=again)
        need(c.live()["metadata"]["uid"] == first, "the other run's Cluster was deleted")
        need(c.steps.run("apply", "--abort", manifest=c.manifest) == 0, c.steps.said)
        need(not c.policies(), "the guard stays after --abort")
        c.expect(0, manifest=again)
        need(c.recovered("pg-v3")["metadata"]["uid"] != first, "it is the first attempt's")


def two_runs_at_once(lab):
    """One wins. The other stops with the winner's id, and nothing of the winner's is touched."""
    with case(lab, "stand-two") as c:
        c.stop_at(at=DELETE)
        other = Steps(c.subject, "other")
        status = other.run(*[w for w in APPLY], manifest=c.manifest, state="other-state")
        need(status in (4, 5), f"the other run: exit {status}\n{other.said}")
        guard = lab.client.get("policies", None, c.policies()[0])
        run = json.loads(guard["metadata"]["annotations"]["cnpg-dr.dev/record"])["run"]
        need(run in other.said, f"the id of the run at work, {run}, is not said:\n{other.said}")
        c.stands()
        c.steps.go_on()
        need((got := c.steps.wait()) == 0, f"exit {got}:\n{c.steps.said}")
        c.recovered()


# What keeps a Cluster from going, or comes late.

def volume(lab, namespace, name, **metadata):
    return lab.client.create("persistentvolumeclaims", {
        "metadata": {"name": name, **metadata},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}, namespace)


def a_leftover_volume_without_an_owner(lab):
    """CloudNativePG would adopt it and run no recovery: the run stops before anything is deleted, and names it."""
    with case(lab, "stand-volume") as c:
        volume(lab, c.subject.namespace, "pg-7", labels={"cnpg.io/cluster": "pg"})
        c.expect((4, 5))
        c.said("pg-7")
        c.untouched()
        lab.client.delete("persistentvolumeclaims", c.subject.namespace, "pg-7")
        until("it is gone", lambda: lab.client.get("persistentvolumeclaims", c.subject.namespace, "pg-7") is None)
        c.expect(0)
        c.recovered()


def a_volume_of_another_cluster(lab):
    """A name that could be ours, and a label that says whose it is: it is never touched."""
    with case(lab, "stand-other") as c:
        made = volume(lab, c.subject.namespace, "pg-8", labels={"cnpg.io/cluster": "another"})
        c.run()
        kept = lab.client.get("persistentvolumeclaims", c.subject.namespace, "pg-8")
        need(kept and kept["metadata"]["uid"] == made["metadata"]["uid"] and "deletionTimestamp" not in kept["metadata"],
             f"the volume of another Cluster is gone:\n{c.steps.said}")


def a_pooler(lab):
    """Its pods carry the Cluster's label and never go."""
    with case(lab, "stand-pooler") as c:
        lab.client.create("poolers", {"apiVersion": "postgresql.cnpg.io/v1", "kind": "Pooler", "metadata": {"name": "pool"}, "spec": {
            "cluster": {"name": "pg"}, "instances": 1, "type": "rw", "pgbouncer": {"poolMode": "session"}}}, c.subject.namespace)
        pods = until("the pooler's pod is there", lambda: lab.client.list("pods", c.subject.namespace, "cnpg.io/podRole=pooler"))
        c.expect(0)
        c.recovered()
        stay = [p["metadata"]["uid"] for p in lab.client.list("pods", c.subject.namespace, "cnpg.io/podRole=pooler")]
        need(pods[0]["metadata"]["uid"] in stay, "the pooler's pod was deleted")


def a_volume_that_comes_late(lab):
    """An operator with a stale cache makes one when its Cluster is on its way out: it belongs to the old uid, and has to go before
    anything is created."""
    with case(lab, "stand-late") as c:
        lab.play(c.key, pods_stay=True)
        c.stop_at(at=DELETE, when="after")
        owner = {"apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster", "name": "pg", "uid": c.old, "controller": True}
        volume(lab, c.subject.namespace, "pg-2", labels={"cnpg.io/cluster": "pg"}, ownerReferences=[owner])
        c.steps.go_on()
        time.sleep(1)
        lab.play(c.key)
        need((got := c.steps.wait()) == 0, f"exit {got}:\n{c.steps.said}")
        live = c.recovered()
        for claim in lab.client.list("persistentvolumeclaims", c.subject.namespace):
            owners = [o["uid"] for o in claim["metadata"].get("ownerReferences", [])]
            need(owners == [live["metadata"]["uid"]], f"{claim['metadata']['name']} belongs to {owners}")


def pods_that_take_their_time(lab):
    """An instance that still archives stays Terminating, and protects its volume: it is waited for and not forced."""
    with case(lab, "stand-slow") as c:
        lab.play(c.key, pods_stay=True)
        c.stop_at(at=DELETE, when="after")
        c.steps.go_on()
        time.sleep(8)
        need(c.steps.process.poll() is None, f"it did not wait:\n{c.steps.text()}")
        pods = lab.client.list("pods", c.subject.namespace, "cnpg.io/podRole=instance")
        need(pods and all("deletionTimestamp" in p["metadata"] for p in pods), "the pod was forced away")
        need(c.live()["metadata"]["uid"] == c.old, "a new Cluster was made beside the old one's pod")
        lab.play(c.key)
        need((got := c.steps.wait()) == 0, f"exit {got}:\n{c.steps.said}")
        c.recovered()


def interrupted_in_the_drain(c, gone):
    """SIGINT once all that can go has gone, and the run has looked at what is left."""
    c.stop_at(at=DELETE, when="after")
    c.steps.go_on()
    until("what can go has gone", gone, 120)
    looks = len(c.steps.calls()) + 8  # two rounds of Cluster, pods, jobs and volumes
    until("the run looks at what is left", lambda: len(c.steps.calls()) > looks or c.steps.process.poll() is not None, 120)
    need(c.steps.process.poll() is None, f"it did not wait:\n{c.steps.text()}")
    c.steps.kill(signal.SIGINT)
    need((got := c.steps.wait()) == 130, f"exit {got}:\n{c.steps.said}")


def a_volume_that_stays(lab):
    """Somebody's finalizer is on it: nothing is created over it, and once it goes the run goes on."""
    with case(lab, "stand-stays") as c:
        path = ("persistentvolumeclaims", c.subject.namespace, "pg-1")
        lab.client.patch(*path, {"metadata": {"finalizers": ["example.com/keep", "kubernetes.io/pvc-protection"]}})
        try:
            interrupted_in_the_drain(c, lambda: not c.live() and not lab.client.list("pods", c.subject.namespace))
            c.said("left: PVC pg-1")
            need(c.live() is None, "a new Cluster was made over a volume of the old one")
        finally:
            lab.client.patch(*path, {"metadata": {"finalizers": None}})
        c.goes_on()


def somebody_elses_finalizer(lab):
    """On the Cluster itself: it stays until it is taken off, and is not taken off by us."""
    with case(lab, "stand-finalizer") as c:
        lab.client.patch("clusters", c.subject.namespace, "pg", {"metadata": {"finalizers": ["example.com/keep"]}})
        interrupted_in_the_drain(c, lambda: not any(lab.client.list(kind, c.subject.namespace) for kind in
                                                    ("pods", "jobs", "persistentvolumeclaims")))
        c.said("left: the Cluster")
        live = c.live()
        need(live["metadata"]["uid"] == c.old and "example.com/keep" in live["metadata"]["finalizers"], "the finalizer was taken off")
        lab.client.patch("clusters", c.subject.namespace, "pg", {"metadata": {"finalizers": [
            f for f in live["metadata"]["finalizers"] if f != "example.com/keep"] or None}})
        c.goes_on()


def a_resume_that_comes_late(lab):
    """Job, pod and events of the beginning have gone: a timeline that no recovery ends on is no recovery, and one that fits is no
    proof yet."""
    for timeline, status, text in ((1, 1, "THIS IS NOT THE RECOVERY"), (2, 0, "no job, pod or event tells")):
        with case(lab, f"stand-resume-{timeline}") as c:
            lab.play(c.key, timeline=timeline)
            c.stop_at(at=CREATE, when="after")
            c.steps.kill()
            c.steps.go_on()
            c.steps.wait()
            lab.healthy(c.subject.namespace, uid=c.live()["metadata"]["uid"])
            until("the job has gone", lambda: not lab.client.list("jobs", c.subject.namespace))
            lab.client.request("DELETE", lab.client.path("events", c.subject.namespace))
            got = c.steps.run("apply", "--yes", "--timeout", "10m", manifest=c.manifest)
            need(got == status, f"exit {got}:\n{c.steps.said}")
            c.said(text)
