"""One recovery of the quick lab: a database in a namespace of its own, the program under test on it, and what is said of the
outcome by the API server alone.
"""
import os, subprocess, time

import manifests

RUN = "cnpg-dr.dev/run"


def wait(condition, seconds, what, explain=lambda: ""):
    """Until the condition is true; gives what it gave."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what} {explain()}".strip())
        time.sleep(0.1)
    return found


class Subject:
    def __init__(self, lab, namespace, shape="in-tree", name="pg"):
        self.lab, self.namespace, self.shape, self.name = lab, namespace, shape, name
        self.folder = lab.folder / "subjects" / namespace
        self.folder.mkdir(parents=True)
        self.manifest = manifests.database(namespace, shape, name)
        self.kubectl("create", "--filename", "-", input=manifests.surroundings(namespace, shape))

    def kubectl(self, *words, check=True, **more):
        done = subprocess.run(["kubectl", "--kubeconfig", str(self.lab.kubeconfig), *map(str, words)], capture_output=True,
                              text=True, timeout=300, **more)
        if check and done.returncode:
            raise AssertionError(f"kubectl {' '.join(map(str, words))}: {done.stderr.strip()}")
        return done

    def program(self, *words, manifest=None, kubeconfig=None, timeout=700):
        """cnpg-dr with these words. Those of apply and settle get the cluster, the store and a folder for their state."""
        words = [str(w) for w in words]
        if words[0] in ("apply", "settle"):
            words += ["--kubeconfig", str(kubeconfig or self.lab.kubeconfig), "--state", str(self.folder / "state")]
        if words[0] == "apply":
            words += ["--listing", str(self.lab.store / manifests.BUCKET)]
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        environment.update((k, v) for k, v in os.environ.items() if k.endswith("SAN_OPTIONS"))
        return subprocess.run([str(self.lab.program), *words], input=manifest, capture_output=True, text=True, timeout=timeout,
                              env=environment, cwd=self.folder)

    def need_program(self, status, *words, **more):
        done = self.program(*words, **more)
        if done.returncode != status:
            raise AssertionError(f"cnpg-dr {' '.join(map(str, words))}: exit {done.returncode}, not {status}\n{said(done)}")
        return done

    def recovering(self, *options):
        """The manifest as `recover` makes it."""
        return self.need_program(0, "recover", *options, "-", manifest=self.manifest).stdout

    def reverted(self):
        return self.need_program(0, "revert", "-", manifest=self.recovering()).stdout

    # The Cluster, as the API server has it

    def live(self):
        return self.lab.client.get("clusters", self.namespace, self.name)

    def create(self):
        self.kubectl("--namespace", self.namespace, "create", "--filename", "-", input=self.manifest)

    def await_healthy(self, seconds=240):
        """Up, and with a base backup where it archives."""
        def is_it():
            live = self.live()
            return live and live.get("status", {}).get("phase") == "Cluster in healthy state" and self.backups(writes(live))
        wait(is_it, seconds, f"{self.namespace}/{self.name} is healthy and backed up",
             lambda: str((self.live() or {}).get("status", {}).get("phase")))
        return self.live()

    def backups(self, generation):
        return list((self.lab.store / manifests.BUCKET / self.namespace / generation / "base").glob("*/backup.info"))

    def wrong(self, live, generation):
        """Why this is not the recovery Cluster that archives into the generation; "" where it is."""
        if live is None:
            return "no Cluster stands"
        bootstrap = live["spec"].get("bootstrap", {})
        if list(bootstrap) != ["recovery"]:
            return f"its method is {'and '.join(bootstrap) or 'none'}"
        if live["metadata"].get("deletionTimestamp"):
            return "it is being deleted"
        if RUN not in live["metadata"].get("annotations", {}):
            return "it is no run's"
        if writes(live) != generation:
            return f"it writes {writes(live)} and not {generation}"
        return ""

    def clear(self):
        """Nothing of it stays, whatever its state: guard, Cluster, namespace."""
        for kind in ("policybindings", "policies"):
            for item in self.lab.client.list(kind):
                if item["metadata"]["name"].startswith(f"cnpg-dr.{self.namespace}."):  # cases run together: none of another's
                    self.lab.client.delete(kind, None, item["metadata"]["name"])
        self.lab.client.delete("namespaces", None, self.namespace)


def writes(live):
    """The write generation of a Cluster."""
    for plugin in live["spec"].get("plugins", []):
        if plugin["name"] == "barman-cloud.cloudnative-pg.io":
            return plugin.get("parameters", {}).get("serverName", live["metadata"]["name"])
    return live["spec"].get("backup", {}).get("barmanObjectStore", {}).get("serverName", live["metadata"]["name"])


def said(done, lines=25):
    """The end of what a command said, for a failure."""
    return "\n".join((done.stdout.strip() + "\n" + done.stderr.strip()).strip().splitlines()[-lines:])
