"""What apply looks at before anything changes, and what it tells of a recovery that it follows."""
import json

from cases import case, need
from lab import until
from steps import CREATE

TOGETHER = 3


def refused(c, *texts):
    """Before anything has changed."""
    c.expect(4)
    c.said(*texts)
    c.untouched()


def names_that_are_missing(lab):
    """Secrets, keys and a StorageClass that nobody has: all of them in one message."""
    with case(lab, "prepare-names") as c:
        c.manifest = c.manifest.replace("accessKeyId: {name: store, key: id}", "accessKeyId: {name: elsewhere, key: id}", 1)
        c.manifest = c.manifest.replace("secretAccessKey: {name: store, key: secret}", "secretAccessKey: {name: store, key: nokey}", 1)
        c.manifest = c.manifest.replace("size: 1Gi", "size: 1Gi\n    storageClass: absent")
        refused(c, "Secret elsewhere (", "key nokey of Secret store", "StorageClass absent (spec.storage.storageClass)")


def a_secret_that_goes_with_the_cluster(lab):
    """It is there, and would be gone with the old Cluster: the recovery would wait for it for ever."""
    with case(lab, "prepare-owned") as c:
        secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "owner", "ownerReferences": [
            {"apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster", "name": "pg", "uid": c.old}]},
            "stringData": {"username": "shop", "password": "not-a-secret"}}
        c.subject.kubectl("-n", c.subject.namespace, "create", "--filename", "-", input=json.dumps(secret))
        c.manifest = c.manifest.replace("source: archive\n", "source: archive\n      secret: {name: owner}\n", 1)
        refused(c, "Secret owner (bootstrap.recovery.secret), which belongs to the Cluster")
        need("not-a-secret" not in c.steps.said, "a Secret was printed")


def what_goes_is_said_and_kept(lab):
    """The volumes with their size and the Secrets are in the confirmation; the Cluster as it was is in a file of its own."""
    with case(lab, "prepare-losses") as c:
        c.expect(0)
        c.said("PersistentVolumeClaim: pg-1 (1Gi)", "pg-app", "pg-ca")
        files = list((c.subject.folder / "state").glob("**/*-before.json"))
        need(len(files) == 1, "files with what stood:", files)
        need(files[0].stat().st_mode & 0o777 == 0o600, "others may read it:", oct(files[0].stat().st_mode))
        saved = json.loads(files[0].read_text())
        need(saved["cluster"]["metadata"]["uid"] == c.old, "another Cluster was saved")
        need("secret/pg-app" in saved["secrets"], saved["secrets"])
        need(saved["events"]["items"], "no events were saved")
        need("password" not in files[0].read_text(), "a Secret was saved")


FAILURES = {
    "ERROR: WAL archive check failed for server pg-v2: Expected empty archive": "recover --retry",
    "no target backup found": "cnpg-dr backups",
    "An error occurred (403) when calling the HeadBucket operation: Forbidden": "correct the Secret",
    "something that nobody has seen before": "kubectl logs",
}


def a_recovery_that_fails_says_why(lab):
    """At its first pod, with the line of its log and what to do; not after CNPG's eleven minutes."""
    with case(lab, "prepare-fails") as c:
        for number, (text, step) in enumerate(FAILURES.items()):
            line = text if text.startswith("ERROR") else json.dumps({"level": "error", "msg": "restore error", "error": text})
            lab.play(c.key, recovery_fails=line)
            if number:  # the same run, whose Cluster stands already: each failure needs a pod of its own
                c.subject.kubectl("-n", c.subject.namespace, "delete", "jobs", "--all", "--wait=true")
            c.expect(1)
            c.said("the recovery FAILED in pod pg-1-full-recovery-", text, step)
            need(c.live()["metadata"]["uid"] != c.old, "the old one stands")


def a_recovery_that_is_mended_goes_on(lab):
    """The first try failed on a key that is wrong; once it is right the same command follows the next try to health."""
    with case(lab, "prepare-mended") as c:
        lab.play(c.key, recovery_fails="An error occurred (403) when calling the HeadBucket operation: Forbidden")
        c.expect(1)
        first = c.live()["metadata"]["uid"]
        c.start()
        until("it has seen the earlier try", lambda: "an earlier try:" in c.steps.text() or c.steps.process.poll() is not None)
        lab.play(c.key)
        need((got := c.steps.wait()) == 0, f"exit {got}:\n{c.steps.said}")
        c.said("an earlier try:", "waiting for the next one")
        need(c.recovered()["metadata"]["uid"] == first, "it was made anew")


def the_users_own_proof(lab):
    """No rows, and SQL that fails, are no proof; nor is a row that says 0 one without a warning."""
    with case(lab, "prepare-sql") as c:
        lab.play(c.key, sql="")
        c.expect(1, "--verify-sql", "SELECT 1 FROM orders")
        c.said("NO ROWS", '"shop"')
        lab.play(c.key, sql_fails='ERROR:  relation "orders" does not exist')
        c.expect(1, "--verify-sql", "SELECT 1 FROM orders")
        c.said('relation "orders" does not exist')
        lab.play(c.key, sql="0")
        c.expect(0, "--verify-sql", "SELECT count(*) FROM orders")
        c.said("counts or compares")


def the_first_backup(lab):
    """In the new generation, or exit 1: what was recovered could not be recovered again."""
    with case(lab, "prepare-backup") as c:
        lab.play(c.key, backup_fails="disk full")
        words = ("apply", "--yes", "--wait", "--timeout", "4m")
        got = c.steps.run(*words, manifest=c.manifest)
        need(got == 1, f"exit {got}:\n{c.steps.said}")
        c.said("NOT YET RECOVERABLE", "disk full")
        lab.play(c.key)
        c.subject.kubectl("-n", c.subject.namespace, "delete", "backups.postgresql.cnpg.io", "--all")
        got = c.steps.run(*words, manifest=c.manifest)
        need(got == 0, f"exit {got}:\n{c.steps.said}")
        need(c.subject.backups("pg-v2"), "no base backup in the new generation")


def a_pod_that_does_not_start(lab):
    """The recovery waits for a node; that is said, and the run goes on once there is one."""
    with case(lab, "prepare-pending") as c:
        c.stop_at(at=CREATE, when="after")
        lab.play(c.key, pods_pending=True)
        c.steps.go_on()
        until("the recovery pod waits", lambda: any(p["status"]["phase"] == "Pending" for p in lab.client.list("pods", c.subject.namespace)), 60)
        lab.play(c.key)
        need((got := c.steps.wait()) == 0, f"exit {got}:\n{c.steps.said}")
        c.recovered()
