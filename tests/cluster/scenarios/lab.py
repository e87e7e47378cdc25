"""The lab itself: what the other scenarios take for granted."""
from client import Refused
from lab import need, until
from subject import Subject

TOGETHER = 3

BOTH = {"initdb": {"database": "shop", "owner": "shop"}, "recovery": {"source": "archive"}}


def refusal(action):
    try:
        action()
    except Refused as refused:
        return refused
    raise AssertionError("the API server accepted it")


def a_cluster_becomes_healthy_and_archives(lab):
    for shape in ("in-tree", "plugin"):
        subject = Subject(lab, f"lab-healthy-{shape}", shape)
        try:
            subject.create()
            live = lab.healthy(subject.namespace)
            need(live["status"]["timelineID"] == 1, live["status"]["timelineID"])
            archive = lab.store / "backups" / subject.namespace / "pg-v1"
            need(list(archive.glob("wals/*/000000010000000000000001.gz")), "no WAL in", archive)
            need(f"systemid={live['status']['systemID']}" in subject.backups("pg-v1")[0].read_text(), "another database is backed up")
        finally:
            subject.clear()


def a_foreground_delete_takes_pods_and_volumes_along(lab):
    subject = Subject(lab, "lab-delete")
    try:
        subject.create()
        lab.healthy(subject.namespace)
        need(lab.client.list("persistentvolumeclaims", subject.namespace), "there is no volume")
        lab.client.delete("clusters", subject.namespace, "pg", "Foreground")
        until("nothing of the Cluster is there", lambda: not any(
            lab.client.list(kind, subject.namespace) for kind in ("pods", "jobs", "persistentvolumeclaims", "clusters")))
    finally:
        subject.clear()


def a_recovery_runs_on_the_next_timeline(lab):
    """And brings the database of the read generation back; the write generation begins with a history file."""
    subject = Subject(lab, "lab-recovery")
    try:
        subject.create()
        before = lab.healthy(subject.namespace)["status"]
        lab.client.delete("clusters", subject.namespace, "pg", "Foreground")
        until("the Cluster is gone", lambda: not lab.cluster(subject.namespace) and
              not lab.client.list("persistentvolumeclaims", subject.namespace))
        lab.create_yaml("clusters", subject.recovering(), subject.namespace)
        after = lab.healthy(subject.namespace)["status"]
        need(after["systemID"] == before["systemID"], "another database:", after["systemID"])
        need(after["timelineID"] == 2, "timeline", after["timelineID"])
        history = lab.store / "backups" / subject.namespace / "pg-v2/wals/00000002.history"
        need(history.read_text().split("\t")[0] == "1", history.read_text())
    finally:
        subject.clear()


def a_failing_recovery_says_why_in_its_log(lab):
    subject = Subject(lab, "lab-fails")
    try:
        lab.play(f"{subject.namespace}/pg", recovery_fails="no target backup found")
        lab.create_yaml("clusters", subject.recovering(), subject.namespace)

        def failed():
            return [p for p in lab.client.list("pods", subject.namespace, "cnpg.io/jobRole=full-recovery")
                    if p.get("status", {}).get("phase") == "Failed"]
        pod = until("the recovery's pod fails", failed)[0]["metadata"]["name"]
        log = lab.kubectl("--namespace", subject.namespace, "logs", pod, "--all-containers").stdout
        need("no target backup found" in log, "the log has:", log)
    finally:
        lab.play(f"{subject.namespace}/pg")
        subject.clear()


def commands_reach_an_instance(lab):
    """psql, and the operator's own way to a base backup."""
    subject = Subject(lab, "lab-exec")
    try:
        subject.create()
        lab.healthy(subject.namespace)
        answer = lab.kubectl("--namespace", subject.namespace, "exec", "--stdin", "--container=postgres", "pg-1", "--", "psql",
                             "--file=-", input="SELECT 1").stdout
        need(answer == "1\n", "psql says", repr(answer))
        lab.client.create("backups", {"apiVersion": "postgresql.cnpg.io/v1", "kind": "Backup", "metadata": {"name": "second"},
                                      "spec": {"cluster": {"name": "pg"}, "method": "barmanObjectStore"}}, subject.namespace)
        until("the backup is completed", lambda: lab.client.get("backups", subject.namespace, "second").get("status", {}).get("phase") == "completed")
        need(len(subject.backups("pg-v1")) == 2, subject.backups("pg-v1"))
    finally:
        subject.clear()


def the_webhook_rejects_two_methods(lab):
    body = {"apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster", "metadata": {"name": "two"},
            "spec": {"instances": 1, "storage": {"size": "1Gi"}, "bootstrap": BOTH}}
    refused = refusal(lambda: lab.client.create("clusters", body, "default"))
    need("Only one bootstrap method can be specified at a time" in refused.message, refused)


def policies_are_enforced(lab):
    """ValidatingAdmissionPolicy v1, and the answer is 403."""
    policy = {"metadata": {"name": "lab"}, "spec": {
        "failurePolicy": "Fail", "matchConstraints": {"resourceRules": [{
            "apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["configmaps"], "resourceNames": ["denied"]}]},
        "validations": [{"expression": "false", "message": "not this one", "reason": "Forbidden"}]}}
    try:
        lab.client.create("policies", policy)
        lab.client.create("policybindings", {"metadata": {"name": "lab"}, "spec": {"policyName": "lab", "validationActions": ["Deny"]}})

        def denied():
            try:
                lab.client.request("POST", "/api/v1/namespaces/default/configmaps?dryRun=All", {"metadata": {"name": "denied"}})
            except Refused as refused:
                return refused
        refused = until("the policy is in force", denied)
        need(refused.code == 403 and "not this one" in refused.message, refused)
    finally:
        lab.client.delete("policybindings", None, "lab")
        lab.client.delete("policies", None, "lab")


def a_token_expires(lab):
    """A user may do what its role says, until its token has ended."""
    rules = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}]
    user = lab.user(rules, "default")
    need(lab.kubectl("--namespace", "default", "get", "pods", user=user, check=False).returncode == 0, "the user may not list pods")
    refused = lab.kubectl("--namespace", "default", "get", "secrets", user=user, check=False)
    need("forbidden" in refused.stderr, "the user may list Secrets:", refused.stderr)
    ended = lab.user(rules, "default", seconds=-3600)
    refused = lab.kubectl("--namespace", "default", "get", "pods", user=ended, check=False)
    need("Unauthorized" in refused.stderr or "logged in" in refused.stderr, refused.stderr)
