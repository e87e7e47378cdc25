"""Recoveries that look good and are not, as far as they can be played, and what comes behind one that is: the first backup."""
from cases import case, need
from steps import CREATE

TOGETHER = 3


def proofs(lab, name, status, text, *options, **settings):
    with case(lab, name) as c:
        lab.play(c.key, **settings)
        c.expect(status, *options)
        c.said(text)


def another_database(lab):
    proofs(lab, "proof-system", 1, "system identifier", system_id="7000000000000000001")


def a_timeline_that_is_not_above(lab):
    """An adopted volume, or an initdb."""
    proofs(lab, "proof-timeline", 1, "timeline", timeline=1)


def a_recovery_that_was_cut_short(lab):
    with case(lab, "proof-short") as c:
        for _ in range(3):
            lab.kubectl("--namespace", c.subject.namespace, "exec", "--stdin", "--container=postgres", "pg-1", "--", "psql", "--file=-",
                        input="SELECT pg_switch_wal()")
        lab.play(c.key, recovery_ends_at="000000010000000000000002")
        c.expect(1)
        c.said("NOT")


def archiving_that_does_not_begin(lab):
    with case(lab, "proof-archiving") as c:
        c.stop_at(at=CREATE)
        lab.play(c.key, archiving_fails="unexpected failure invoking barman-cloud-wal-archive: exit status 1")
        c.steps.go_on()
        need((got := c.steps.wait()) == 1, f"exit {got}:\n{c.steps.said}")
        c.said("NOT ARCHIVE", "exit status 1")


def no_rows(lab):
    proofs(lab, "proof-rows", 1, "NO ROWS", "--verify-sql", "SELECT 1 FROM orders LIMIT 1", sql="")


def rows(lab):
    proofs(lab, "proof-some", 0, "", "--verify-sql", "SELECT 1 FROM orders LIMIT 1", sql="1")


def a_recovery_that_fails(lab):
    """The cause from the pod's log, and before the operator's own verdict, which takes 11 minutes: APPLY waits for 10."""
    with case(lab, "proof-fails") as c:
        lab.play(c.key, recovery_fails="while restoring cluster: no target backup found")
        c.expect(1)
        c.said("no target backup found")


def a_first_backup_is_made(lab):
    with case(lab, "proof-backup") as c:
        need((got := c.steps.run("apply", "--yes", "--wait", "--timeout", "10m", manifest=c.manifest)) == 0, f"exit {got}:\n{c.steps.said}")
        c.recovered()
        need(c.subject.backups("pg-v2"), "there is no base backup in the new generation")


def a_first_backup_that_fails(lab):
    """Recovered, and not yet safe: that is no success."""
    with case(lab, "proof-nobackup") as c:
        lab.play(c.key, backup_fails="exit status 4")
        got = c.steps.run("apply", "--yes", "--wait", "--timeout", "10m", manifest=c.manifest)
        need(got == 1, f"exit {got}:\n{c.steps.said}")
        c.said("exit status 4")
        c.recovered()
