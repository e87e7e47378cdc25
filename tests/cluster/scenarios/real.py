"""Real recoveries: CloudNativePG's own instance manager, PostgreSQL, Barman and an S3 server, rows counted before and after. Those that
must work; those that look good and are not, each of which must end with exit status 1 and a sentence that nobody overlooks; and
those that fail, whose cause must be on the screen within seconds and not after the operator's own eleven minutes.
"""
import json, pathlib, re, time

import s3
from database import CLUSTERS, Database, wait
from lab import need
from meanwhile import Meanwhile
from real import Absent, RealLab

LAB = Absent if Absent.why else RealLab
GUARD = "validatingadmissionpolicies.admissionregistration.k8s.io"
TOGETHER = 3


def apply(db, *words, status=0, file=None):
    return db.program("apply", "--yes", "--wait", "--no-backup", "--timeout", "12m", *words, file or db.document(), status=status)


def stands(db):
    """The live recovery Cluster, as the API server has it."""
    live = db.live()
    return live if live and list(live["spec"].get("bootstrap", {})) == ["recovery"] else None


def recovers(db):
    """A pod that recovers."""
    return db.items("pods", "--selector", f"cnpg.io/cluster={db.name},cnpg.io/jobRole=full-recovery")


def tell_again(db, *words, of):
    """To follow the same run once more changes nothing: it is not proved."""
    again = apply(db, *words, status=1)
    need(of in again.said, f"the second look does not say {of!r}:", again.said)


def clear(db):
    """A later case does not wait for what this one left running."""
    name = f"cnpg-dr.{db.namespace}.{db.name}"
    for kind in ("validatingadmissionpolicybindings", "validatingadmissionpolicies"):
        db.lab.kubectl("delete", kind, name, "--ignore-not-found", check=False)
    db.lab.kubectl("delete", "namespace", db.namespace, "--wait=false", "--ignore-not-found")


def case(function):
    """A case with its database: nothing of it stays, whatever happens."""
    def run(lab):
        if isinstance(lab, Absent):
            lab.skip()
        made = []
        try:
            function(lab, lambda *words, **more: made.append(lab.database(*words, **more)) or made[-1])
        finally:
            for db in made:
                clear(db)
    run.__name__, run.__doc__, run.__module__ = function.__name__, function.__doc__, function.__module__
    return run


# That work


@case
def three_lives(lab, _):
    """v1 to v2 to v3, each over the Cluster that runs: every row that was committed before is there."""
    db = Database(lab, "lives")
    try:
        db.create()
        system = db.healthy()["systemID"]
        db.write(1000)
        db.backup("first")
        db.write(500)
        rows, uid = 1500, db.live()["metadata"]["uid"]
        for number in (2, 3):
            before = lab.s3.fingerprint(db.generation(number - 1))
            if number == 3:
                db.program("apply", "--abort", db.document())  # the last run is over; nothing of it is settled here
            db.recover(*([] if number == 2 else ["--advance"]))
            done = db.program("apply", "--yes", "--wait", "--timeout", "12m", "--verify-sql",
                              f"select 1 from orders having count(*) = {rows}", db.document())
            live = stands(db)
            need(live and live["metadata"]["uid"] != uid, "the old Cluster stands:", done.said)
            need(db.rows() == rows, db.rows(), "rows instead of", rows)
            need(live["status"]["systemID"] == system and live["status"]["timelineID"] == number, live["status"])
            after = lab.s3.fingerprint(db.generation(number - 1))
            need([k for k in after if k in before] == before, "what was read has changed")
            need(lab.s3.backups(db.generation(number)), "there is no base backup in the new generation")
            need("recoverable" in done.said, done.said)
            uid, rows = live["metadata"]["uid"], rows + 10
            db.write(10)
    finally:
        clear(db)


@case
def to_a_time(lab, make):
    """The rows of before that time, and none of after it."""
    db = Database(lab, "moment")
    try:
        db.create()
        db.healthy()
        db.write(1000)
        db.backup("first")
        db.write(20)
        time.sleep(1.5)
        moment = db.sql("select to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
        time.sleep(1.5)
        db.write(300)
        db.switch()
        db.recover("--target-time", moment)
        done = apply(db)
        need(db.rows() == 1020, db.rows(), "rows instead of 1020:", done.said)
        need(re.search(r"complete: .*before 20\d\d-", done.said), "where it stopped is not said:", done.said)
    finally:
        clear(db)


# That look good and are not


@case
def an_initdb_in_disguise(lab, make):
    """The object says recovery and carries the run's mark, and what ran was initdb: GitOps put it in for a moment."""
    db = make("disguise")
    db.recover()
    file = held_back(db)
    with Meanwhile(lambda: stands(db), lambda _: disguise(db)):
        done = apply(db, "--guard", "none", status=1, file=file)
    need("initdb" in done.said, "it does not say what runs:", done.said)
    db.healthy()
    need(db.status()["systemID"] != lab.origin().system, "the disguise is none")
    again = apply(db, "--guard", "none", status=1, file=file)
    need("THIS IS NOT THE RECOVERY" in again.said and "initdb" in again.said, again.said)
    db.kubectl("delete", "events", "--all")  # they live for an hour: later nothing but the database itself can tell
    again = apply(db, "--guard", "none", status=1, file=file)
    need("THIS IS NOT THE RECOVERY" in again.said and "timeline 1" in again.said, again.said)


def held_back(db):
    """The document with CloudNativePG's own switch, by which the operator leaves a new Cluster alone until it is taken away."""
    file = db.document()
    text = file.read_text()
    need(text.count("metadata:\n") == 1, text)
    file.write_text(text.replace("metadata:\n", "metadata:\n  annotations: {cnpg.io/reconciliationLoop: disabled}\n"))
    return file


def let_go(db):
    db.kubectl("annotate", CLUSTERS, db.name, "cnpg.io/reconciliationLoop-")


def disguise(db):
    spec = db.live()["spec"]
    wear = lambda bootstrap: db.kubectl("patch", CLUSTERS, db.name, "--type=json", "--patch", json.dumps(
        [{"op": "replace", "path": "/spec/bootstrap", "value": bootstrap}]))
    wear({"initdb": {"database": "shop", "owner": "shop"}})
    let_go(db)
    wait(lambda: db.items("pods", "--selector", f"cnpg.io/cluster={db.name},cnpg.io/jobRole=initdb"), 180, "initdb runs")
    wear(spec["bootstrap"])


@case
def adopted_volumes(lab, make):
    """A volume of an older life under the new Cluster's name: the operator takes it for its own and recovers nothing."""
    db = make("adopted")
    old = make("adopted-old")
    old.recover()
    old.create()
    old.healthy()
    old.sql("delete from orders")
    data = volume(old)
    claim = old.items("persistentvolumeclaims")[0]
    old.kubectl("annotate", CLUSTERS, old.name, "cnpg.io/hibernation=on")
    wait(lambda: not old.items("pods"), 300, "the old instance has ended")
    db.recover()
    file = held_back(db)
    with Meanwhile(lambda: stands(db), lambda _: adopt(lab, db, claim, data)):
        done = apply(db, "--guard", "none", status=1, file=file)
    need(re.search(r"NOT RECOVERED|adopt|no recovery|older", done.said), done.said)
    need(db.healthy()["systemID"] == lab.origin().system and db.rows() == 0, "the volume was not adopted")
    again = apply(db, "--guard", "none", status=1, file=file)
    need("NOT RECOVERED" in again.said, again.said)


def volume(db):
    """The folder of its data."""
    return db.lab.folder / "host/volumes" / db.items("persistentvolumeclaims")[0]["metadata"]["uid"]


def adopt(lab, db, claim, data):
    """The old data under a claim that nobody owns, as --cascade=orphan leaves it: the operator makes it the new Cluster's own."""
    meta = claim["metadata"]
    db.kubectl("create", "--filename", "-", input=json.dumps({
        "apiVersion": "v1", "kind": "PersistentVolumeClaim",
        "metadata": {"name": meta["name"], "labels": meta["labels"],
                     "annotations": {k: v for k, v in meta["annotations"].items() if k.startswith("cnpg.io/")}},
        "spec": {k: v for k, v in claim["spec"].items() if k != "volumeName"}}))
    lab.copy_volume(data, volume(db))
    let_go(db)


@case
def a_segment_missing_in_the_middle(lab, make):
    """It was there when the run began. PostgreSQL takes it for the end: 600 rows are gone, and nothing says so."""
    db = make("gap")
    segments = lab.s3.segments(db.generation(1))
    db.recover()
    with Meanwhile(lambda: recovers(db), lambda _: lab.s3.remove_segment(db.generation(1), segments[-3])):
        done = apply(db, status=1)
    truncated(lab, db, done)


@case
def a_store_that_is_away_during_the_replay(lab, make):
    """For so long that Barman gives up. PostgreSQL takes that for the end, too."""
    db = make("away")
    segments = lab.s3.segments(db.generation(1))
    db.recover()
    # PostgreSQL asks a second time, as it looks ahead of what it replays: for so long as it does is the store away.
    over = lambda: "redo done at" in lab.log(db.namespace, f"{db.name}-1-full-recovery")
    db.gate.trap(f"{db.generation(1)}/wals/\\S*{segments[-2]}", over)
    done = apply(db, status=1)
    need(db.gate.sprung, "the store was not away:", done.said)
    truncated(lab, db, done)


def gives_up(generation, file):
    """Says whether Barman has given up to fetch that file: for just so long is the store away, however slow this machine is."""
    def over():
        for process in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = process.read_bytes()
            except OSError:  # it has ended
                continue
            if all(word.encode() in words for word in ("barman-cloud-wal-restore", generation, file)):
                return False
        return True
    return over


def truncated(lab, db, done):
    """Healthy, the right database, the next timeline, and not all of it."""
    need("NOT RECOVERED" in done.said and "complete" in done.said, done.said)
    status = db.healthy()
    need(status["systemID"] == lab.origin().system and status["timelineID"] == 2, status["systemID"], status["timelineID"])
    need(0 < db.rows() < lab.origin().rows, "all rows are there: nothing was missing")
    tell_again(db, of="NOT RECOVERED")


@case
def a_lost_timeline(lab, make):
    """The store was away just when the second timeline's history file was asked for: what was written on it is missing."""
    second = lab.second_timeline()
    db = make("timeline", generation=second.generation)
    db.recover()
    file = "00000002.history"
    with Meanwhile(lambda: recovers(db), lambda _: db.gate.trap(f"{db.generation(1)}/wals/{file}", gives_up(db.generation(1), file))):
        done = apply(db, status=1)
    need(db.gate.sprung, "the store was not away:", done.said)
    need("NOT RECOVERED" in done.said and re.search(r"timeline", done.said), done.said)
    need(db.healthy()["systemID"] == lab.origin().system, "another database")
    need(db.rows() < second.rows, "all rows are there: nothing was lost")
    tell_again(db, of="NOT RECOVERED")


@case
def no_rows(lab, make):
    """All is proved but what the user expects to find."""
    db = make("rows")
    db.recover()
    done = apply(db, "--verify-sql", "select 1 from orders where what = 'paid'", status=1)
    need("--verify-sql" in done.said or "no rows" in done.said, done.said)
    need(db.rows() == lab.origin().rows, "the case is not what it says")
    found = apply(db, "--verify-sql", "select 1 from orders limit 1")
    need("content" in found.said, found.said)


# That fail: the cause within seconds


def fails(db, done, *words):
    """By the first pod that fails, and not by the word of the operator, which comes after six tries and eleven minutes."""
    for word in (r"FAILED in pod \S+ \(try 1[,)]", *words):
        need(re.search(word, done.said), f"this is not said: {word}:", done.said)
    need(stands(db) is not None, "the recovery Cluster does not stand any more")


@case
def a_write_generation_that_is_not_empty(lab, make):
    db = make("notempty")
    lab.s3.pollute(db.generation(2))
    db.recover("--to", db.generation(2))
    refused = apply(db, status=4)
    need(db.generation(2) in refused.said and stands(db) is None, refused.said)
    fails(db, apply(db, "--no-check-backups", status=1), "Expected empty archive", "--retry")


@case
def nothing_to_read(lab, make):
    db = make("nothing")
    db.recover("--from", "nowhere-v1")
    refused = apply(db, status=4)
    need("nowhere-v1" in refused.said and stands(db) is None, refused.said)
    fails(db, apply(db, "--no-check-backups", status=1), "no target backup found")


@case
def a_target_out_of_reach(lab, make):
    db = make("beyond")
    db.recover("--target-time", "2999-01-01T00:00:00Z")
    refused = apply(db, status=4)
    need(stands(db) is None, refused.said)
    fails(db, apply(db, "--no-check-backups", status=1), "recovery ended before configured recovery target was reached", "--abort")
    db.recover("--no-target")  # another manifest is not taken for that of the run, whose Cluster goes on with the old target
    other = apply(db, "--no-check-backups", status=1)
    need("what it recovers to" in other.said and "--abort" in other.said, other.said)


@case
def a_wrong_key_to_what_is_read(lab, make):
    db = make("readkey")
    fails(db, apply(db, status=1, file=with_other_key(db, "externalClusters")), r"\(403\)|Forbidden")


@case
def a_wrong_key_to_what_is_written(lab, make):
    db = make("writekey")
    fails(db, apply(db, status=1, file=with_other_key(db, "backup")), r"\(403\)|Forbidden")


def with_other_key(db, section):
    """The recovery, with a key in that section that the store does not take."""
    db.recover()
    db.kubectl("create", "secret", "generic", "other", "--from-literal=secret=wrong")
    file = db.document()
    head, mark, tail = file.read_text().partition(f"\n  {section}:\n")
    need(mark, file.read_text())
    file.write_text(head + mark + tail.replace("name: store, key: secret", "name: other, key: secret", 1))
    return file


@case
def a_secret_that_is_missing(lab, make):
    """Seen before anything is touched; and where it goes later, the pod's log says so."""
    db = make("secret")
    db.recover()
    db.kubectl("delete", "secret", "store")
    refused = apply(db, status=4)
    need("store" in refused.said and stands(db) is None, refused.said)
    db.kubectl("create", "secret", "generic", "store", "--from-literal=id=tester", f"--from-literal=secret={s3.SECRET}")
    with Meanwhile(lambda: stands(db), lambda _: db.kubectl("delete", "secret", "store")):
        done = apply(db, status=1)
    fails(db, done, r'secrets? \\?"store\\?" not found')
