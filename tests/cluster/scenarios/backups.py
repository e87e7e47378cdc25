"""`cnpg-dr backups` beside a database that runs for real: what the cluster knows of its backups, and the store read with the key that
lies in the cluster.
"""
import json

import s3
from database import Database, wait
from lab import need
from real import Absent, RealLab

LAB = Absent if Absent.why else RealLab
TOGETHER = 3

SCHEDULE = {"apiVersion": "postgresql.cnpg.io/v1", "kind": "ScheduledBackup", "metadata": {"name": "nightly"},
            "spec": {"schedule": "0 0 3 * * *", "immediate": True, "cluster": {"name": "pg"}}}

OBJECT_STORE = {"apiVersion": "barmancloud.cnpg.io/v1", "kind": "ObjectStore", "metadata": {"name": "archive"}}

PLUGIN = """\
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {{name: pg}}
spec:
  instances: 1
  storage: {{size: 1Gi}}
  bootstrap: {{initdb: {{database: shop, owner: shop}}}}
  plugins:
    - name: barman-cloud.cloudnative-pg.io
      isWALArchiver: true
      parameters: {{barmanObjectName: archive, serverName: {generation}}}
"""


def ask(db, *words, status=0, keys=False):
    """`backups` as JSON; keys: those of the store are in the environment."""
    done = db.program("backups", "--kubeconfig", db.lab.kubeconfig, "-o", "json", *words, status=status, keys=keys)
    return json.loads(done.stdout)


def what_the_cluster_knows(lab):
    """Before the first backup, and after one by the operator's own schedule."""
    if isinstance(lab, Absent):
        lab.skip()
    db = Database(lab, "known")
    try:
        db.create()
        db.healthy()
        db.write(1000)
        segment = db.switch()
        live = ask(db, "--live", db.file, status=1)["live"]
        need(live["writes"] == db.generation(1) and live["phase"] == "Cluster in healthy state", live)
        need(live["archiving"]["last_wal"] == segment and live["archiving"]["condition"] == "True", live, "and not", segment)
        need(live["last_completed"] is None and not live["schedules"] and len(live["warnings"]) == 2, live)
        db.kubectl("create", "--filename", "-", input=json.dumps(SCHEDULE))
        wait(lambda: any(b.get("status", {}).get("phase") == "completed" for b in db.items("backups.postgresql.cnpg.io")), 300,
             "the schedule's first backup is there")
        wait(lambda: db.status().get("firstRecoverabilityPoint"), 180, "the Cluster knows from when on it can be recovered")
        live = ask(db, "--live", "--cluster", "known/pg")["live"]
        need(live["last_completed"]["id"] in lab.s3.backups(db.generation(1)), live["last_completed"], lab.s3.backups(db.generation(1)))
        need(live["schedules"][0]["name"] == "nightly" and live["schedules"][0]["last"], live["schedules"])
        need(live["window"]["from"] == db.status()["firstRecoverabilityPoint"] and live["window"]["said_by"] == "Cluster", live["window"])
        need(not live["warnings"], live["warnings"])
        text = db.program("backups", "--kubeconfig", lab.kubeconfig, "--live", db.file, keys=False).stdout
        need(live["last_completed"]["id"] in text and live["archiving"]["last_wal"][:16] in text, text)
    finally:
        lab.kubectl("delete", "namespace", db.namespace, "--wait=false", "--ignore-not-found")


def the_key_lies_in_the_cluster(lab):
    """In the Secret that the manifest names, and in that of the plugin's ObjectStore as the API server has it. The answers are
    those that the key of the environment gives; a key that is wrong is told by its Secret and not by what it holds."""
    if isinstance(lab, Absent):
        lab.skip()
    db = lab.database("keys")
    try:
        known = ask(db, db.file, status=None, keys=True)["stores"]
        need(lab.s3.backups(db.generation(1))[0] in json.dumps(known), known)
        refused = db.program("backups", db.file, status=5, keys=False)
        need("AWS_ACCESS_KEY_ID" in refused.said, refused.said)
        taken = ask(db, "--credentials-from-cluster", db.file, status=None)["stores"]
        need(taken == known, "another answer than with the key of the environment:", taken, known)

        lab.kubectl("--namespace", "keys", "create", "--filename", "-", input=json.dumps({**OBJECT_STORE, "spec": {
            "configuration": {"destinationPath": f"s3://{s3.BUCKET}/{s3.PATH}", "endpointURL": db.gate.endpoint, "s3Credentials": {
                "accessKeyId": {"name": "store", "key": "id"}, "secretAccessKey": {"name": "store", "key": "secret"}}}}}))
        file = db.folder / "plugin.yaml"
        file.write_text(PLUGIN.format(generation=db.generation(1)))
        of_plugin = ask(db, "--credentials-from-cluster", "--namespace", "keys", file, status=None)["stores"]
        need(generations(of_plugin) == generations(known), "the plugin's store is another one:", of_plugin, known)

        db.kubectl("create", "secret", "generic", "other", "--from-literal=secret=notTheKeyOfTheStore")
        file.write_text(db.file.read_text().replace("name: store, key: secret", "name: other, key: secret"))
        refused = db.program("backups", "--kubeconfig", lab.kubeconfig, "--credentials-from-cluster", file, status=None, keys=False)
        need(refused.returncode in (1, 5) and "Secret store" in refused.said and "notTheKey" not in refused.said, refused.said)
        file.write_text(db.file.read_text().replace("name: store, key: secret", "name: nowhere, key: secret"))
        refused = db.program("backups", "--kubeconfig", lab.kubeconfig, "--credentials-from-cluster", file, status=5, keys=False)
        need("nowhere" in refused.said and "not found" in refused.said, refused.said)
    finally:
        lab.kubectl("delete", "namespace", db.namespace, "--wait=false", "--ignore-not-found")


def generations(stores):
    return [store["generations"] for store in stores]
