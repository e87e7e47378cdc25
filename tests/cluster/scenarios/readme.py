"""From the alarm to the merged revert with the commands of the README alone: they are read from it and typed into a terminal as
they stand. The database is real, GitOps is Argo CD's engine, and rows are counted before and after.
"""
import os, pathlib, re

import controllers
from database import Database, wait
from gitops import Engine, Repository, git
from lab import need
from meanwhile import Meanwhile
from real import Absent, RealLab
from terminal import Terminal

LAB = Absent if Absent.why else RealLab
TOGETHER = 3
README = pathlib.Path(__file__).resolve().parents[3] / "README.md"
KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [cluster.yaml]\n"
STEPS = {"Look": 1, "Make both commits": 1, "Recover": 2, "Settle": 1, "Merge": 0, "Finish": 1}


def commands():
    """The blocks of the section, by the words in bold that their step begins with."""
    section = README.read_text().partition("\n## A real recovery, step by step\n")[2].partition("\n## ")[0]
    found, step, block = {}, None, None
    for line in section.splitlines():
        if title := re.match(r"\d+\. \*\*(.+?)\.?\*\*", line):
            step = title[1]
            found[step] = []
        elif line.strip() == "```":
            if block is not None:
                found[step].append("\n".join(block))
            block = [] if block is None else None
        elif block is not None:
            block.append(line.strip())
    need({step: len(blocks) for step, blocks in found.items()} == STEPS, "the README has other steps than this test:", found)
    return found


class Story:
    """The README's own database, shop/shop-db, which archives into shop-db-v2; or one that has another word for shop."""

    def __init__(self, lab, word="shop"):
        controllers.install(lab)
        self.lab, self.word = lab, word
        self.db = Database(lab, word, f"{word}-db", f"{word}-db")
        self.text = self.db.file.read_text().replace(f"{word}-db-v1", f"{word}-db-v2")
        self.repository = Repository(self.db.folder / "git")
        self.repository.commit("The shop's database", **{f"apps_{word}_cluster": self.text, f"apps_{word}_kustomization": KUSTOMIZATION})
        self.clone = self.db.folder / "person"
        git(self.db.folder, "clone", "--quiet", "--branch", "main", self.repository.bare, self.clone)
        for key, value in (("user.name", "Dev"), ("user.email", "dev@example.com")):
            git(self.clone, "config", key, value)
        self.terminal = Terminal(self.clone, {
            "PATH": f"{lab.program.parent}:{os.environ['PATH']}", "HOME": str(self.db.folder), "LC_ALL": "C.UTF-8", "TERM": "dumb",
            "KUBECONFIG": str(lab.kubeconfig), "GIT_CONFIG_NOSYSTEM": "1", **lab.s3.environment()})
        self.commands = {step: [b.replace("shop", word) for b in blocks] for step, blocks in commands().items()}

    def step(self, name, which=0, status=0):
        """What the README says for this step; what was on the screen."""
        block = self.commands[name][which]
        got, screen = self.terminal.type(block, self.db.name)
        need(got == status, f"{name}: exit status {got}, not {status}:\n{block}\n{screen}")
        return screen

    def generation(self, number):
        return f"{self.word}-db-v{number}"

    def manifest(self, branch):
        return git(self.repository.bare, "show", f"{branch}:apps/{self.word}/cluster.yaml") + "\n"

    def clear(self):
        name = f"cnpg-dr.{self.db.namespace}.{self.db.name}"
        for kind in ("validatingadmissionpolicybindings", "validatingadmissionpolicies"):
            self.lab.kubectl("delete", kind, name, "--ignore-not-found", check=False)
        self.lab.kubectl("delete", "namespace", self.db.namespace, "--wait=false", "--ignore-not-found")


def from_the_alarm_to_the_merged_revert(lab):
    """While GitOps keeps syncing: 1500 rows before and after, on the same database, and git and the cluster agree in the end."""
    if isinstance(lab, Absent):
        lab.skip()
    story = Story(lab)
    db = story.db
    try:
        with Engine(lab, "argocd", story.repository, db.namespace, "--path", "apps/shop/cluster.yaml", every=1) as engine:
            controller = controllers.Controller(lab, engine, story.repository, db.namespace, db.name)
            controller.start()
            try:
                tell(story, engine, controller)
            finally:
                controller.stop()
    finally:
        story.clear()


def tell(story, engine, controller):
    db = story.db
    wait(db.live, 180, "GitOps has made the Cluster")
    system = db.healthy()["systemID"]
    db.write(1000)
    db.backup("first")
    db.write(500)
    old = db.live()["metadata"]["uid"]
    need("shop-db-v3" in story.step("Look"), "it is not said what would be written")
    story.step("Make both commits")
    screen = story.step("Recover")
    recovered = db.live()
    uid = recovered["metadata"]["uid"]
    need(uid != old and list(recovered["spec"]["bootstrap"]) == ["recovery"], "no recovery Cluster stands:", screen)
    need(db.rows() == 1500, db.rows(), "rows instead of 1500:", screen)
    need(recovered["status"]["systemID"] == system and recovered["status"]["timelineID"] == 2, recovered["status"])
    need(story.lab.s3.backups("shop-db-v3"), "there is no base backup in the new generation:", screen)
    denied = engine.await_more(1)[0]
    need(not denied["ok"] and "cnpg-dr is recovering" in denied["text"], "GitOps was not denied:", denied["text"])
    story.step("Settle")
    merge(story)
    controller.await_revision(story.repository.tip())
    story.step("Finish")
    for answer in engine.await_more(2):
        need(answer["ok"], "a sync fails after all:", answer["text"])
    live = db.live()
    need(live["metadata"]["uid"] == uid and list(live["spec"]["bootstrap"]) == ["initdb"], live["metadata"]["uid"], live["spec"])
    need(db.rows() == 1500 and db.healthy()["systemID"] == system, db.rows(), "rows in the end")
    need(story.manifest("main") == story.text.replace("shop-db-v2", "shop-db-v3"), "git is not what it was:", story.manifest("main"))
    guards = story.lab.kubectl("get", "validatingadmissionpolicies", "--output=name").stdout
    need("cnpg-dr.shop.shop-db" not in guards, "the guard stands in the end:", guards)


def merge(story):
    """The one step that has no command in the README: the button on the pull request."""
    platform = story.repository.clone
    git(platform, "fetch", "--quiet", "origin")
    git(platform, "checkout", "--quiet", "-B", "main", "origin/main")
    git(platform, "merge", "--quiet", "--no-ff", "--message", "Database recovered", "origin/cnpg-dr/revert/shop/shop-db/shop-db-v3")
    git(platform, "push", "--quiet", "origin", "main")


def again_after_a_polluted_generation(lab):
    """The first attempt dies on what lies in its generation; the README's commands for that case lead to the next one, over the
    first attempt's Cluster."""
    if isinstance(lab, Absent):
        lab.skip()
    story = Story(lab, "mart")
    db = story.db
    try:
        lab.s3.copy(lab.origin().generation, story.generation(2))
        story.step("Make both commits")
        with Meanwhile(db.live, lambda _: lab.s3.pollute(story.generation(3))):
            first = story.step("Recover", status=1)
        need("Expected empty archive" in first and "--retry" in first, first)
        uid = db.live()["metadata"]["uid"]
        again = story.step("Recover", 1)
        live = db.live()
        need(live["metadata"]["uid"] != uid and list(live["spec"]["bootstrap"]) == ["recovery"], "the first attempt's Cluster stands:", again)
        need(db.rows() == lab.origin().rows, db.rows(), "rows:", again)
        need(lab.s3.histories(story.generation(4)) and not lab.s3.histories(story.generation(3)), "it did not write v4")
        reverted = story.manifest("cnpg-dr/revert/mart/mart-db/mart-db-v4")
        need(reverted == story.text.replace("mart-db-v2", "mart-db-v4"), "the way back is another:", reverted)
    finally:
        story.clear()
