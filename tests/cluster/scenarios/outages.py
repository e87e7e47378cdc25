"""A part of the cluster that goes away, or lacks something: one case at a time, since all that run would suffer. What faults.py says
of the others holds here too: nothing is deleted before the guard was proved, and the run can be gone on with.
"""
import signal

from cases import APPLY, case, need
from lab import until
from steps import DELETE, GUARD


def a_missing_crd(lab):
    """With it every Cluster goes, so that there is nothing to keep; the run has not made anything."""
    with case(lab, "fault-crd") as c:
        name = "clusters.postgresql.cnpg.io"
        kept = lab.client.get("crds", None, name)
        lab.client.delete("crds", None, name)
        try:
            until("the CRD is gone", lambda: lab.client.get("crds", None, name) is None)
            c.expect((4, 5))
            need(not c.policies(), "left behind:", c.policies())
        finally:
            kept["metadata"] = {key: kept["metadata"][key] for key in ("name", "annotations", "labels") if key in kept["metadata"]}
            kept.pop("status", None)
            lab.client.create("crds", kept)
            until("the kind is served", lab.serves_kinds)
            lab.restart("operator")


def the_webhook_is_down(lab):
    with case(lab, "fault-webhook") as c:
        lab.kill("operator", signal.SIGTERM)
        try:
            c.expect((4, 5))
            c.said("webhook")
            c.untouched()
        finally:
            lab.restart("operator")


def an_api_server_without_policies(lab):
    """Older than 1.30: --guard policy cannot be, and the message names the other guards."""
    with case(lab, "fault-old") as c:
        group = "admissionregistration.k8s.io/v1/validatingadmissionpolic"
        lab.restart("apiserver", f"--runtime-config={group}ies=false,{group}ybindings=false",
                    "--disable-admission-plugins=ValidatingAdmissionPolicy")
        try:
            c.expect((4, 5))
            c.said("--guard pause")
            c.stands()
        finally:
            lab.restart("apiserver")
            lab.await_webhooks()
        c.untouched()


def the_api_server_dies_before_the_delete(lab):
    with case(lab, "fault-api-delete") as c:
        c.stop_at(at=DELETE)
        lab.kill("apiserver")
        c.steps.go_on()
        got = c.steps.wait()
        lab.run("apiserver")
        lab.await_api()
        need(got == 5, f"exit {got}:\n{c.steps.said}")
        c.stands()
        lab.await_webhooks()
        c.goes_on()


def the_api_server_restarts_in_the_drain(lab):
    """Some seconds without it are borne."""
    with case(lab, "fault-api-drain") as c:
        lab.play(c.key, pods_stay=True)
        c.stop_at(at=DELETE, when="after")
        c.steps.go_on()
        until("it waits in the drain", c.drains)
        lab.restart("apiserver")
        lab.await_webhooks()
        lab.play(c.key)
        got = c.steps.wait()
        if got != 0:
            c.said("--resume")
            c.goes_on()
        else:
            c.recovered()


def etcd_hangs(lab):
    """Requests hang: the run ends with its timeout's message, or goes on when etcd does."""
    with case(lab, "fault-etcd") as c:
        c.stop_at(at=GUARD)
        lab.freeze("etcd")
        try:
            c.steps.go_on()
            got = c.steps.wait(300)
        finally:
            lab.thaw("etcd")
        lab.await_api()
        lab.await_webhooks()
        need(got == 5, f"exit {got}:\n{c.steps.said}")
        c.stands()
        c.goes_on()


def the_garbage_collector_stands_still(lab):
    """Dependents stay, so nothing may be created; --timeout ends the wait, and the run goes on later."""
    with case(lab, "fault-collector") as c:
        lab.freeze("controllers")
        try:
            for seconds in (25, 50, 100, 200):  # the time that a busy machine needs to get to the delete is in it
                got = c.steps.run(*APPLY[:-1], f"{seconds}s", manifest=c.manifest)
                need(got in (1, 5), f"exit {got}:\n{c.steps.said}")
                live = c.live()
                need(live and live["metadata"]["uid"] == c.old, "a new Cluster was made over the old one's volumes")
                if "deletionTimestamp" in live["metadata"] and c.drains():
                    break
            else:
                raise AssertionError(f"it never came to the drain:\n{c.steps.said}")
        finally:
            lab.thaw("controllers")
        c.goes_on()
