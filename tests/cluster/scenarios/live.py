"""`cnpg-dr backups --live` after a recovery: Backups outlive their Cluster, and those of the life before are no way back to this one."""
import json

from lab import need, until
from subject import Subject, said

TOGETHER = 2
PLUGIN = "barman-cloud.cloudnative-pg.io"


def ask(subject, status):
    done = subject.program("backups", "--live", "--cluster", f"{subject.namespace}/pg", "--kubeconfig", subject.lab.kubeconfig, "-o", "json")
    need(done.returncode == status, f"exit {done.returncode}, not {status}:", said(done))
    return json.loads(done.stdout)["live"]


def patch(subject, kind, name, status):
    """As who owns that status writes it."""
    subject.kubectl("--namespace", subject.namespace, "patch", kind, name, "--subresource=status", "--type=merge", "--patch",
                    json.dumps({"status": status}))


def back_up(lab, subject):
    """By a Backup, whose name and times the API server keeps. The plugin does not note the generation there, but the window in its
    ObjectStore."""
    method = {"method": "plugin", "pluginConfiguration": {"name": PLUGIN}} if subject.shape == "plugin" else {"method": "barmanObjectStore"}
    lab.client.create("backups", {"apiVersion": "postgresql.cnpg.io/v1", "kind": "Backup", "metadata": {"name": "first"},
                                  "spec": {"cluster": {"name": "pg"}, **method}}, subject.namespace)
    completed = lambda: (b := lab.client.get("backups", subject.namespace, "first")["status"])["phase"] == "completed" and b
    until("the Backup has begun", lambda: lab.client.get("backups", subject.namespace, "first").get("status", {}).get("phase"))
    done = until("the Backup has completed", completed)
    if subject.shape == "plugin":
        patch(subject, "backups.postgresql.cnpg.io", "first", {"serverName": None})
        patch(subject, "objectstores.barmancloud.cnpg.io", "store", {"serverRecoveryWindow": {"pg-v1": {
            "firstRecoverabilityPoint": done["stoppedAt"], "lastSuccessfulBackupTime": done["stoppedAt"]}}})
    return done


def over_two_lives(lab, shape):
    subject = Subject(lab, f"live-{shape}", shape)
    try:
        subject.create()
        subject.await_healthy()
        lab.client.create("postgresql.cnpg.io/v1/scheduledbackups", {
            "apiVersion": "postgresql.cnpg.io/v1", "kind": "ScheduledBackup", "metadata": {"name": "nightly"},
            "spec": {"schedule": "0 0 3 * * *", "suspend": True, "cluster": {"name": "pg"}}}, subject.namespace)
        made = back_up(lab, subject)
        live = ask(subject, 1)
        need(live["last_completed"] and live["last_completed"]["id"] == made["backupId"], live)
        need(live["archiving"]["last_wal"] and live["writes"] == "pg-v1", live)
        need(len(live["warnings"]) == 1 and "suspended" in live["warnings"][0], live["warnings"])
        if shape == "plugin":
            need(live["window"] == {"from": made["stoppedAt"], "last_backup": made["stoppedAt"], "said_by": "ObjectStore store"}, live["window"])
        lab.client.delete("clusters", subject.namespace, "pg", "Foreground")
        until("the Cluster is gone", lambda: not lab.cluster(subject.namespace) and
              not lab.client.list("persistentvolumeclaims", subject.namespace))
        lab.create_yaml("clusters", subject.recovering(), subject.namespace)
        lab.healthy(subject.namespace)
        live = ask(subject, 1)
        need(live["writes"] == "pg-v2" and live["last_completed"] is None and live["window"]["from"] is None, live)
        need(any("no Backup of the Cluster has completed into pg-v2" in w for w in live["warnings"]), live["warnings"])
    finally:
        subject.clear()


def over_two_lives_in_tree(lab):
    over_two_lives(lab, "in-tree")


def over_two_lives_plugin(lab):
    over_two_lives(lab, "plugin")
