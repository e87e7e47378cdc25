"""The workflow and the CI job of examples/, as far as they run without their servers: against a bare repository."""
import os

from scene import PATH, PROGRAM, RECOVER, REVERT, ROOT, Scene, Skip, check_pair, need

GITHUB = ROOT / "examples/github-actions/recover-database.yaml"
GITLAB = ROOT / "examples/gitlab-ci/recover-database.yaml"


def load(path):
    try:
        import yaml
    except ImportError:
        raise Skip("python3-yaml is not there for this python3")
    return yaml.safe_load(path.read_text())


class Stage:
    """A clone whose origin is a bare repository, and a PATH on which cnpg-dr and a stand-in for gh are."""

    def __init__(self):
        self.scene = s = Scene()
        s.repository()
        s.git(s.folder, "clone", "--quiet", "--bare", "repo", "remote.git")
        self.remote = s.folder / "remote.git"
        s.git(self.remote, "config", "receive.advertisePushOptions", "true")
        hook = self.remote / "hooks/pre-receive"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\nenv | grep ^GIT_PUSH_OPTION_ >>../options\nexit 0\n".replace("..", str(s.folder)))
        hook.chmod(0o755)
        s.git(s.folder, "clone", "--quiet", "remote.git", "checkout")
        self.checkout = s.folder / "checkout"
        (s.home / ".gitconfig").write_text("[protocol \"file\"]\n\tallow = always\n")
        bin = s.folder / "bin"
        bin.mkdir()
        os.symlink(PROGRAM, bin / "cnpg-dr")
        (bin / "gh").write_text(f"#!/bin/sh\nprintf '%s\\n' \"$@\" >{s.folder}/gh-called\n")
        (bin / "gh").chmod(0o755)
        s.env["PATH"] = f"{bin}:{s.env['PATH']}"

    def shell(self, script, env, status=0):
        """Runs a step as the runners do."""
        p = self.scene.run("bash", "-e", "-o", "pipefail", "-c", script, cwd=self.checkout, env=env)
        need(p.returncode == status, "ended with", p.returncode, p.stdout, p.stderr)
        return p.stdout + p.stderr


def github(stage, **inputs):
    temp = stage.scene.folder / "temp"
    temp.mkdir(exist_ok=True)
    env = {"MANIFEST": PATH, "CLUSTER": "", "TARGET_TIME": "", **inputs, "BASE": "main", "RUNNER_TEMP": str(temp)}
    return env, {step["name"]: step["run"] for step in load(GITHUB)["jobs"]["recover"]["steps"] if "run" in step}


def test_github_workflow():
    stage = Stage()
    s = stage.scene
    env, steps = github(stage)
    for _ in range(2):  # a second run of the same is harmless
        for name in ("Commit", "Push", "Open the pull request"):
            stage.shell(steps[name], env)
        check_pair(s, stage.remote)
        need((s.folder / "gh-called").read_text().splitlines() ==
             ["pr", "create", "--base", "main", "--head", REVERT, "--title",
              "Recover shop/shop-database from shop-database-v2 into shop-database-v3", "--body-file", f"{s.folder}/temp/pull-request.md"],
             (s.folder / "gh-called").read_text())
    need("into `main`" in (s.folder / "temp/pull-request.md").read_text(), "the pull request's text")


def test_github_workflow_with_inputs():
    stage = Stage()
    env, steps = github(stage, CLUSTER="shop/shop-database", TARGET_TIME="2026-03-01T04:05:00Z")
    stage.shell(steps["Commit"], env)
    stage.shell(steps["Push"], env)
    text = stage.scene.show(stage.remote, f"{RECOVER}:{PATH}").decode()
    need("2026-03-01" in text, text)
    need("R008" in stage.shell(steps["Commit"], {**env, "CLUSTER": "nope"}, status=4), "another Cluster")
    for bad in ("$(touch /tmp/x)", "a b; false", "-x"):
        stage.shell(steps["Commit"], {**env, "MANIFEST": bad}, status=2)


def test_github_workflow_passes_inputs_as_variables_only():
    workflow = load(GITHUB)
    need(set(workflow[True]["workflow_dispatch"]["inputs"]) == {"manifest", "cluster", "target_time"}, "inputs")  # `on` is true to YAML 1.1
    for step in workflow["jobs"]["recover"]["steps"]:
        need("${{" not in step.get("run", ""), "an expression inside a script", step)


def test_gitlab_job():
    stage = Stage()
    s = stage.scene
    job = load(GITLAB)["recover-database"]
    s.git(stage.checkout, "switch", "--quiet", "--detach", "origin/main")  # as GitLab's runner does
    s.git(stage.checkout, "branch", "--quiet", "-D", "main")
    env = {"MANIFEST": PATH, "CLUSTER": "", "TARGET_TIME": "", "REMOTE": str(stage.remote), "CI_DEFAULT_BRANCH": "main",
           "GITLAB_USER_NAME": "Ada", "GITLAB_USER_EMAIL": "ada@example.org", "CI_JOB_URL": "https://gitlab.example/1"}
    stage.shell("\n".join(job["script"]), env)
    check_pair(s, stage.remote)
    options = (s.folder / "options").read_text()
    need("merge_request.create" in options and "merge_request.target=main" in options and
         "merge_request.title=Recover shop/shop-database" in options, options)
    need(job["artifacts"]["paths"] == ["pull-request.md"] and (stage.checkout / "pull-request.md").exists(), "the artifact")
    need("into `main`" in (stage.checkout / "pull-request.md").read_text(), "the base's name")
    stage.shell("\n".join(job["script"]), env)
    need(load(GITLAB)["variables"].keys() == {"MANIFEST", "CLUSTER", "TARGET_TIME"}, "variables")
