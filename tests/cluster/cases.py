"""An old Cluster that is up, the manifest that recovers it, and a run that can be stopped: what faults.py and stands.py share."""
import contextlib, re

from lab import need, until
from steps import DELETE, LIST, Steps
from subject import RUN, Subject

APPLY = ("apply", "--yes", "--wait", "--no-backup", "--timeout", "10m")


class Case:
    def __init__(self, lab, name, create=True):
        self.lab, self.subject = lab, Subject(lab, name)
        self.key = f"{self.subject.namespace}/pg"
        self.old = None
        if create:
            self.subject.create()
            self.old = lab.healthy(self.subject.namespace)["metadata"]["uid"]
        self.manifest = self.subject.recovering()
        self.steps = Steps(self.subject)

    def start(self, *options, **more):
        return self.steps.start(*APPLY, *options, **{"manifest": self.manifest, **more})

    def run(self, *options, **more):
        return self.steps.run(*APPLY, *options, **{"manifest": self.manifest, **more})

    def expect(self, status, *options, **more):
        """A run that ends with that status, or one of those."""
        got = self.run(*options, **more)
        need(got in (status if isinstance(status, tuple) else (status,)), f"exit {got}, not {status}:\n{self.steps.said}")

    def stop_at(self, *options, **more):
        """A run that now stands still at its call `at`."""
        self.start(*options, **more)
        need(self.steps.reached(), f"it ended before that:\n{self.steps.text()}")

    def drains(self):
        """Whether the run has looked, after its delete or from the start on, for what is left of the old Cluster."""
        calls = self.steps.calls()
        begun = max([i for i, call in enumerate(calls) if re.search(DELETE, call)], default=-1)
        return any(re.search(LIST, call) for call in calls[begun + 1:])

    def said(self, *texts):
        for text in texts:
            need(text in self.steps.said, f"it does not say {text!r}:\n{self.steps.said}")

    def live(self):
        return self.lab.cluster(self.subject.namespace)

    def policies(self):
        return [p["metadata"]["name"] for kind in ("policies", "policybindings") for p in self.lab.client.list(kind)
                if p["metadata"]["name"].startswith(f"cnpg-dr.{self.subject.namespace}.")]

    def stands(self):
        """The old Cluster, as it was."""
        live = self.live()
        need(live, "the old Cluster is gone:\n", self.steps.text())
        need(live["metadata"]["uid"] == self.old, "another Cluster stands:\n", self.steps.text())
        need("deletionTimestamp" not in live["metadata"], "the old Cluster is being deleted:\n", self.steps.text())
        need(RUN not in live["metadata"].get("annotations", {}), "the run's annotation is on the old Cluster")

    def untouched(self):
        """The same, and nothing of the run's is there."""
        self.stands()
        need(not self.policies(), "left behind:", self.policies())

    def recovered(self, generation="pg-v2"):
        live = self.live()
        wrong = self.subject.wrong(live, generation)
        need(not wrong, f"{wrong}:\n{self.steps.text()}")
        need(live["metadata"]["uid"] != self.old, "it is the old one")
        return live

    def goes_on(self):
        """A second call of the same command ends what the first began."""
        self.expect(0)
        return self.recovered()


def gone(c):
    until("nothing of the Cluster is left", lambda: not any(c.lab.client.list(kind, c.subject.namespace) for kind in
                                                            ("clusters", "pods", "jobs", "persistentvolumeclaims")))


@contextlib.contextmanager
def case(lab, name, **more):
    made = Case(lab, name, **more)
    try:
        yield made
    finally:
        made.steps.end()
        lab.play(made.key)
        made.subject.clear()
