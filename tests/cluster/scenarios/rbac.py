"""A user who may do what examples/apply-rbac.yaml grants, and nothing else: the whole run works. And each right that is taken away
is noticed before anything is changed.
"""
import pathlib, re

import controllers
from gitops import Engine, Repository
from paused import Application
from subject import Subject, said, wait

TOGETHER = 3

EXAMPLE = pathlib.Path(__file__).resolve().parents[3] / "examples/apply-rbac.yaml"


def grant(lab, subject, user, leave_out=None, parts=("cnpg-dr", "guard", "cnpg-dr-reader")):
    """Applies the example, its names put in place as it tells its reader to. leave_out: lines that match are dropped."""
    text = EXAMPLE.read_text().replace("cnpg-dr.shop.shop-db", f"cnpg-dr.{subject.namespace}.pg")
    text = text.replace("namespace: shop", f"namespace: {subject.namespace}")
    text = text.replace("kind: Group\n    name: database-admins", f"kind: ServiceAccount\n    name: {user}\n    namespace: default")
    text = re.sub(r"apiGroup: rbac.authorization.k8s.io\n    kind: ServiceAccount", 'apiGroup: ""\n    kind: ServiceAccount', text)
    names = {"guard": f"cnpg-dr.{subject.namespace}.pg"}
    for document in text.split("\n---\n"):
        name = re.search(r"^metadata:\n  name: (\S+)", document, re.M)[1]
        if name not in [names.get(p, p) for p in parts]:
            continue
        if leave_out:
            document = leave_out(document)
        if name in ("cnpg-dr-reader", "cnpg-dr-pause"):  # of the whole cluster: one for each user of these tests
            document = document.replace(name, f"{name}-{user}")
        kind = re.search(r"^kind: (\S+)", document, re.M)[1].lower()
        lab.create_yaml(kind + "s", document, None if kind.startswith("cluster") else subject.namespace)


def login(lab, name):
    return lab.user(name=name)


def the_example_is_enough(lab):
    """apply, settle and settle --finish, by Argo CD's engine, with nothing but the example's rights."""
    controllers.install(lab)
    subject = Subject(lab, "rbac")
    user = login(lab, "rbac")
    grant(lab, subject, "rbac")
    repository = Repository(subject.folder / "git")
    repository.commit("Database", databases_cluster=subject.manifest)
    engine = Engine(lab, "argocd", repository, subject.namespace, "--server-side", every=1)
    try:
        with engine, controllers.Controller(lab, engine, repository, subject.namespace) as controller:
            old = subject.await_healthy()["metadata"]["uid"]
            done = subject.need_program(0, "apply", "--yes", "--wait", "--timeout", "5m", "-", manifest=subject.recovering(), kubeconfig=user)
            if "you may not" in done.stderr + done.stdout:
                raise AssertionError("something was left out for want of a right:\n" + said(done))
            live = subject.live()
            if subject.wrong(live, "pg-v2") or live["metadata"]["uid"] == old:
                raise AssertionError(subject.wrong(live, "pg-v2") or "the old Cluster stands")
            subject.need_program(0, "settle", "-", manifest=subject.reverted(), kubeconfig=user)
            commit = repository.commit("Recovered", databases_cluster=subject.reverted())
            controller.await_revision(commit)
            subject.need_program(0, "settle", "--finish", "--repo", repository.clone, "--ref", "origin/main", "-",
                                 manifest=subject.reverted(), kubeconfig=user)
            if subject.live()["metadata"]["uid"] != live["metadata"]["uid"]:
                raise AssertionError("another Cluster stands in the end")
    finally:
        subject.clear()


def the_example_without_policies_is_enough_to_pause(lab):
    """apply and settle with --guard pause, by one who may neither make nor read admission policies; until it ends, nobody syncs."""
    subject = Subject(lab, "rbac-pause")
    user = login(lab, "rbac-pause")
    repository = Repository(subject.folder / "git")
    repository.commit("Database", databases_cluster=subject.manifest)
    controller = Application(lab, subject.namespace, repository).install()
    grant(lab, subject, "rbac-pause", parts=("cnpg-dr", "cnpg-dr-reader", "cnpg-dr-pause"))
    try:
        with controller:
            old = subject.await_healthy()["metadata"]["uid"]
            wait(lambda: controller.synced, 60, "the first sync", lambda: str(controller.failed))
            done = subject.need_program(0, "apply", "--guard", "pause", "--yes", "--wait", "--no-backup", "--timeout", "5m", "-",
                                        manifest=subject.recovering(), kubeconfig=user)
            if "you may not read admission policies" not in done.stderr:
                raise AssertionError("it does not say that it may not look for a guard:\n" + said(done))
            live = subject.live()
            if subject.wrong(live, "pg-v2") or live["metadata"]["uid"] == old:
                raise AssertionError(subject.wrong(live, "pg-v2") or "the old Cluster stands")
            subject.need_program(0, "settle", "-", manifest=subject.reverted(), kubeconfig=user)
            if not controller.paused():
                raise AssertionError("the Application is not paused")
            subject.need_program(0, "apply", "--abort", "--cluster", f"{subject.namespace}/pg", kubeconfig=user)
            if controller.paused():
                raise AssertionError("aborted, and the Application is paused")
    finally:
        subject.clear()


def without(pattern):
    """Drops the rule whose text matches from a Role."""
    def leave_out(document):
        head, *rules = re.split(r"(?=^  (?:# .*\n  )*- apiGroups:)", document, flags=re.M)
        return head + "".join(rule for rule in rules if not re.search(pattern, rule))
    return leave_out


def verb_less(rule, verb):
    """Drops a verb from the rule whose text matches, and the rule with its last one: RBAC takes none without."""
    def leave_out(document):
        less = re.sub(rf"({rule}[^\n]*\n(?:    resourceNames[^\n]*\n)?    verbs: \[[^\]]*?)\b{verb}\b(?:, )?", r"\1", document)
        return without(r"verbs: \[\]")(less)
    return leave_out


REQUIRED = {
    "create clusters.postgresql.cnpg.io": verb_less(r"resources: \[clusters\]", "create"),
    "delete clusters.postgresql.cnpg.io": verb_less(r"resources: \[clusters\]", "delete"),
    "patch clusters.postgresql.cnpg.io": verb_less(r"resources: \[clusters\]", "patch"),
    "list pods": without(r"resources: \[pods\]"),
    "list persistentvolumeclaims": without(r"resources: \[persistentvolumeclaims\]"),
    "list jobs.batch": without(r"resources: \[jobs\]"),
    "create validatingadmissionpolicies": verb_less(r"resources: \[validatingadmissionpolicies, validatingadmissionpolicybindings\]", "create"),
    "delete validatingadmissionpolicies": verb_less(r"resources: \[validatingadmissionpolicies, validatingadmissionpolicybindings\]", "delete"),
}


def a_right_that_is_missing_is_noticed_first(lab):
    """Each required right taken away in turn: exit 4, the right is named, and neither the Cluster nor a guard has changed."""
    subject = Subject(lab, "rbac-less")
    try:
        subject.create()
        before = subject.await_healthy()
        for number, (right, leave_out) in enumerate(REQUIRED.items()):
            name = f"less-{number}"
            user = login(lab, name)
            grant(lab, subject, name, leave_out)
            done = subject.program("apply", "--yes", "-", manifest=subject.recovering(), kubeconfig=user)
            if done.returncode != 4 or right not in done.stderr:
                raise AssertionError(f"without {right}: exit {done.returncode}, not 4 with its name\n{said(done)}")
            live = subject.live()
            if live["metadata"]["uid"] != before["metadata"]["uid"] or live["metadata"].get("deletionTimestamp"):
                raise AssertionError(f"without {right}: the Cluster was deleted")
            if any(policy["metadata"]["name"].startswith(f"cnpg-dr.{subject.namespace}.") for policy in lab.client.list("policies")):
                raise AssertionError(f"without {right}: a guard was made")
            for kind in ("rolebindings", "roles"):
                lab.client.delete(kind, subject.namespace, "cnpg-dr")
            for kind in ("clusterrolebindings", "clusterroles"):
                for role in (f"cnpg-dr.{subject.namespace}.pg", f"cnpg-dr-reader-{name}"):
                    lab.client.delete(kind, None, role)
    finally:
        subject.clear()


def the_right_to_pause_is_noticed_first(lab):
    """With --guard pause, one who may read the Application and not patch it: exit 4, the right is named, nothing was changed."""
    subject = Subject(lab, "rbac-unpaused")
    user = login(lab, "rbac-unpaused")
    repository = Repository(subject.folder / "git")
    repository.commit("Database", databases_cluster=subject.manifest)
    controller = Application(lab, subject.namespace, repository).install()
    grant(lab, subject, "rbac-unpaused", parts=("cnpg-dr", "cnpg-dr-reader"))
    try:
        with controller:
            before = subject.await_healthy()
            wait(lambda: controller.synced, 60, "the first sync", lambda: str(controller.failed))
            done = subject.need_program(4, "apply", "--guard", "pause", "--yes", "-", manifest=subject.recovering(), kubeconfig=user)
            if "patch applications.argoproj.io" not in done.stderr:
                raise AssertionError("the right is not named:\n" + said(done))
            live = subject.live()
            if live["metadata"]["uid"] != before["metadata"]["uid"] or live["metadata"].get("deletionTimestamp"):
                raise AssertionError("the Cluster was deleted")
            if controller.paused():
                raise AssertionError("the Application is paused")
    finally:
        subject.clear()


def wishes_can_be_left_out(lab):
    """Without the optional rights (logs, events, exec, Secrets, the readers of the cluster) it still recovers, and says what it misses."""
    subject = Subject(lab, "rbac-wishes")
    try:
        subject.create()
        subject.await_healthy()
        user = login(lab, "wishes")
        grant(lab, subject, "wishes", without(r"resources: \[(pods/log|pods/exec|events|secrets|backups)\]"), ("cnpg-dr", "guard"))
        done = subject.need_program(0, "apply", "--yes", "--wait", "--no-backup", "--timeout", "5m", "-", manifest=subject.recovering(), kubeconfig=user)
        if subject.wrong(subject.live(), "pg-v2"):
            raise AssertionError(subject.wrong(subject.live(), "pg-v2"))
        for right in ("get pods/log", "list events", "get secrets", "create pods/exec", "for want of the right to pods/exec"):
            if right not in done.stderr:
                raise AssertionError(f"it did not say that it may not {right}\n{said(done, 60)}")
    finally:
        subject.clear()
