"""What may go wrong while a database is replaced. Before the guard is proved nothing has been deleted; after it the message says
what stands and how to go on, and going on ends with the recovery. The API server has the last word on both. Faults of the cluster
itself are in outages.py.
"""
import signal, time

from cases import case, need
from lab import until
from steps import CREATE, DELETE, GUARD

TOGETHER = 3


# Nothing is deleted before the preflight has passed and the guard was proved.

def expired_credentials(lab):
    with case(lab, "fault-expired") as c:
        user = lab.user([{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}], c.subject.namespace, seconds=-3600)
        c.expect((4, 5), kubeconfig=user)
        c.untouched()
        need("log in" in c.steps.said or "credential" in c.steps.said.lower() or "Unauthorized" in c.steps.said, c.steps.said)


RULES = [{"apiGroups": ["postgresql.cnpg.io"], "resources": ["clusters", "backups", "scheduledbackups", "poolers"], "verbs": ["*"]},
         {"apiGroups": [""], "resources": ["pods", "pods/log", "pods/exec", "persistentvolumeclaims", "events", "secrets", "configmaps"],
          "verbs": ["*"]},
         {"apiGroups": ["batch"], "resources": ["jobs"], "verbs": ["*"]}]
POLICIES = {"apiGroups": ["admissionregistration.k8s.io"], "verbs": ["*"],
            "resources": ["validatingadmissionpolicies", "validatingadmissionpolicybindings"]}
LOOK = {"apiGroups": ["apiextensions.k8s.io", "admissionregistration.k8s.io", "apps", "storage.k8s.io", ""], "verbs": ["get", "list"],
        "resources": ["customresourcedefinitions", "mutatingwebhookconfigurations", "validatingwebhookconfigurations", "deployments",
                      "storageclasses", "namespaces"]}


def without(rules, group, resource, verb):
    """The rules, less one verb on one resource."""
    verbs = [v for v in ("get", "list", "watch", "create", "update", "patch", "delete") if v != verb]
    out = []
    for rule in rules:
        if group in rule["apiGroups"] and resource in rule["resources"]:
            rest = [r for r in rule["resources"] if r != resource]
            out += [{**rule, "resources": [resource], "verbs": verbs}]
            if not rest:
                continue
            rule = {**rule, "resources": rest}
        out.append(rule)
    return out


def a_forbidden_verb(lab):
    """Each that the run cannot do without, one at a time: it is named, and nothing has happened."""
    with case(lab, "fault-forbidden") as c:
        for group, resource, verb in (("postgresql.cnpg.io", "clusters", "delete"), ("postgresql.cnpg.io", "clusters", "create"),
                                      ("", "persistentvolumeclaims", "list"),
                                      ("admissionregistration.k8s.io", "validatingadmissionpolicies", "create"),
                                      ("admissionregistration.k8s.io", "validatingadmissionpolicybindings", "create")):
            user = lab.user(without(RULES, group, resource, verb), c.subject.namespace, without([POLICIES, LOOK], group, resource, verb))
            c.expect((4, 5), kubeconfig=user)
            c.said(verb, resource)
            c.untouched()


def the_webhook_rejects(lab):
    """A manifest that CloudNativePG does not take: its own words, and the old Cluster stands."""
    with case(lab, "fault-rejected") as c:
        c.manifest = c.manifest.replace("size: 1Gi", "size: 1Gi\n  walStorage:\n    size: none")
        c.expect((4, 5))
        need("spec.walStorage" in c.steps.said or "size" in c.steps.said, c.steps.said)
        c.untouched()


def an_unknown_field(lab):
    with case(lab, "fault-field") as c:
        c.manifest = c.manifest.replace("  instances: 1", "  instances: 1\n  nosuchfield: true")
        c.expect((4, 5))
        c.said("nosuchfield")
        c.untouched()


def a_namespace_that_is_terminating(lab):
    """It is held by a finalizer on something else, and the old Cluster goes with it whatever we do: the run says so, and makes
    nothing."""
    with case(lab, "fault-terminating") as c:
        namespace = c.subject.namespace
        lab.client.create("configmaps", {"metadata": {"name": "held", "finalizers": ["cnpg-dr.dev/test"]}}, namespace)
        try:
            lab.client.delete("namespaces", None, namespace)
            until("the namespace is terminating", lambda: lab.client.get("namespaces", None, namespace)["status"]["phase"] == "Terminating")
            c.expect((4, 5))
            c.said("terminat")
            need(not c.policies(), "left behind:", c.policies())
        finally:
            lab.client.patch("configmaps", namespace, "held", {"metadata": {"finalizers": None}})


def a_quota(lab):
    """It forbids the new Cluster while it allows the old one to stand: found out by the rehearsal, before the delete."""
    with case(lab, "fault-quota") as c:
        lab.client.create("resourcequotas", {"metadata": {"name": "none"}, "spec": {
            "hard": {"count/clusters.postgresql.cnpg.io": "0"}}}, c.subject.namespace)
        until("the quota counts", lambda: lab.client.get("resourcequotas", c.subject.namespace, "none").get("status", {}).get("used"))
        c.expect((4, 5))
        c.said("quota")
        c.untouched()


# Signals.

def interrupted(c, number, at, when="before"):
    c.stop_at(at=at, when=when)
    c.steps.kill(number)
    time.sleep(0.3)
    c.steps.go_on()
    got = c.steps.wait()
    need(got == 128 + number, f"exit {got}, not {128 + number}:\n{c.steps.said}")


def sigint_in_the_preflight(lab):
    with case(lab, "fault-int-early") as c:
        interrupted(c, signal.SIGINT, "status.allowed")
        c.untouched()


def sigint_before_the_delete(lab):
    """The guard stands; the message says so, how to take it away and how to go on, and going on does."""
    with case(lab, "fault-int-guard") as c:
        interrupted(c, signal.SIGINT, GUARD, "after")
        c.said("The old Cluster was not deleted", "apply --abort", "run the same command again")
        c.stands()
        need(c.policies(), "the guard is gone")
        c.goes_on()


def sigint_at_the_delete(lab):
    """It was under way, so that the old Cluster goes; the run stops before it makes anything, and goes on later."""
    with case(lab, "fault-int-delete") as c:
        interrupted(c, signal.SIGINT, DELETE)
        c.said("run the same command again")
        live = c.live()
        need(live is None or "deletionTimestamp" in live["metadata"], "a Cluster was made after the interruption")
        need(c.policies(), "the guard is gone, and GitOps would put the old Cluster back")
        c.goes_on()


def sigterm_in_the_drain(lab):
    with case(lab, "fault-term-drain") as c:
        lab.play(c.key, pods_stay=True)
        c.stop_at(at=DELETE, when="after")
        c.steps.go_on()
        until("it waits in the drain", c.drains)
        c.steps.kill(signal.SIGTERM)
        need((got := c.steps.wait()) == 143, f"exit {got}:\n{c.steps.said}")
        need(c.policies(), "the guard is gone, and GitOps would put the old Cluster back")
        lab.play(c.key)
        c.goes_on()


def sigint_while_the_recovery_runs(lab):
    with case(lab, "fault-int-wait") as c:
        lab.play(c.key, recovery_seconds=20)
        c.stop_at(at=CREATE, when="after")
        c.steps.go_on()
        until("the recovery's pod runs", lambda: lab.client.list("pods", c.subject.namespace, "cnpg.io/jobRole=full-recovery"))
        uid = c.live()["metadata"]["uid"]
        c.steps.kill(signal.SIGINT)
        need((got := c.steps.wait()) == 130, f"exit {got}:\n{c.steps.said}")
        lab.play(c.key)
        need(c.goes_on()["metadata"]["uid"] == uid, "another Cluster was made")


# What is lost in the middle.

def the_answer_to_the_create_is_lost(lab):
    """The Cluster is made, and the run hears of a broken connection: it must find its own Cluster and not make another."""
    with case(lab, "fault-api-create") as c:
        c.stop_at(at=CREATE, when="after")
        uid = c.live()["metadata"]["uid"]
        c.steps.kill(signal.SIGKILL)
        c.steps.go_on()
        c.steps.wait()
        need(c.goes_on()["metadata"]["uid"] == uid, "another Cluster was made")


def credentials_expire_in_the_middle(lab):
    """Between the delete and the create: the message says that nothing stands, and how to go on with a new login."""
    with case(lab, "fault-expire-later") as c:
        rules = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
        user = lab.user(rules, c.subject.namespace, rules, name="expiring")
        c.stop_at(at=DELETE, when="after", kubeconfig=user)
        account = lab.client.get("serviceaccounts", "default", "expiring")
        lab.login("expiring", account["metadata"]["uid"], seconds=-3600)  # each call reads the file anew, and finds a token that has ended
        c.steps.go_on()
        got = c.steps.wait()
        need(got == 5, f"exit {got}:\n{c.steps.said}")
        need(c.policies(), "the guard is gone")
        c.goes_on()
