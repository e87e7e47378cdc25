"""A run without a guard, and one whose guard somebody takes away: GitOps may be faster then."""
import threading

from cases import case, gone, need
from steps import CREATE, DELETE

TOGETHER = 3


def gitops_is_back(c):
    """The old Cluster has gone, and somebody puts that of git in its place: its uid."""
    gone(c)
    c.subject.create()
    return c.live()["metadata"]["uid"]


def lift(c):
    """Somebody with the right to it deletes the guard of the run at work."""
    for name in c.policies():
        for kind in ("policybindings", "policies"):
            c.lab.client.delete(kind, None, name)


def no_guard_and_gitops_is_faster_once(lab):
    """With --guard none the Cluster that was put back before ours was made is deleted, as it is nobody's run, and ours stands."""
    with case(lab, "stand-none") as c:
        c.stop_at("--guard", "none", at=DELETE, when="after")
        back = gitops_is_back(c)
        c.steps.go_on()
        need((got := c.steps.wait()) == 0, f"exit {got}:\n{c.steps.said}")
        c.said("no guard, as asked for", back)
        c.recovered()


def no_guard_and_gitops_keeps_at_it(lab):
    """With --guard none against a loop: whatever the outcome, no success is reported over another Cluster than ours."""
    with case(lab, "stand-loop") as c:
        with Loop(c):
            got = c.run("--guard", "none")
            live = c.live()
            wrong = c.subject.wrong(live, "pg-v2")
        need(got in (0, 1, 5), f"exit {got}:\n{c.steps.said}")
        need(bool(wrong) == (got != 0), f"exit {got}, and {wrong or 'the recovery stands'}:\n{c.steps.said}")


class Loop:
    """Makes the Cluster of git as often as it is gone."""

    def __init__(self, c):
        self.c, self.ended = c, threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self):
        while not self.ended.is_set():
            self.c.subject.kubectl("--namespace", self.c.subject.namespace, "create", "--filename", "-", input=self.c.subject.manifest,
                                   check=False)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join(60)


def a_guard_taken_away_in_the_drain(lab):
    """Then GitOps may be faster. Nothing that nobody confirmed is deleted, and the run says that its guard is gone."""
    with case(lab, "stand-lifted") as c:
        c.stop_at(at=DELETE, when="after")
        lift(c)
        back = gitops_is_back(c)
        c.steps.go_on()
        need((got := c.steps.wait()) == 5, f"exit {got}:\n{c.steps.said}")
        c.said("the guard of this run has been taken away", "--abort --force")
        live = c.live()
        need(live["metadata"]["uid"] == back and "deletionTimestamp" not in live["metadata"], "a Cluster that nobody confirmed was deleted")


def a_guard_taken_away_while_it_recovers(lab):
    """The recovery Cluster stands; that nothing protects it any more until the merge is said."""
    with case(lab, "stand-bare") as c:
        c.stop_at(at=CREATE, when="after")
        lift(c)
        c.steps.go_on()
        got = c.steps.wait()
        need(got != 0, f"success, and nothing guards it:\n{c.steps.said}")
        c.said("the guard")
        need(not c.subject.wrong(c.live(), "pg-v2"), f"the recovery is gone:\n{c.steps.said}")
