"""The lab in which recoveries are real: pods run as processes of this machine (host/), with CloudNativePG's own instance manager,
PostgreSQL, Barman and an S3 server. See README.md.
"""
import os, pathlib, shutil, subprocess, threading, time

import s3
from bridge import Bridge
from database import Database
from lab import Lab, LabError, until

POSTGRESQL = "/usr/lib/postgresql/15/bin"


def missing():
    """What this machine lacks for it; "" where it has everything."""
    if os.geteuid() != 0:
        return "root is needed, for network namespaces and mounts"
    lacks = [name for name, there in (
        ("versitygw (tests/store/setup builds it)", s3.server()), ("PostgreSQL 15", pathlib.Path(POSTGRESQL).is_dir()),
        ("barman-cli-cloud", shutil.which("barman-cloud-backup")), ("ip and nsenter", shutil.which("ip") and shutil.which("nsenter")),
        ("an API server, an operator and a player (tests/cluster/setup builds them)", (Lab.bin / "host").exists()),
    ) if not there]
    return ", ".join(lacks)


class RealLab(Lab):
    def __init__(self, folder=None):
        if lacks := missing():
            raise LabError(f"no real lab here: {lacks}")
        self.bridge, self.s3, self.made, self.making = Bridge(), None, {}, threading.RLock()
        try:
            super().__init__(folder, address=self.bridge.address, player="host")
        except BaseException:
            self.bridge.close()
            raise

    def start(self):
        try:
            self.s3 = s3.S3(self.folder / "s3", self.bridge.address)
            return super().start()
        except BaseException:
            self.stop(keep=True)
            raise

    def describe(self):
        super().describe()
        self.commands["player"] = [
            self.bin / "host", "run", f"--kubeconfig={self.folder}/player.kubeconfig", f"--folder={self.folder}/host",
            f"--bridge={self.bridge.name}", f"--network={self.bridge.subnet}", f"--api={self.address}:{self.ports['api']}",
            f"--path={POSTGRESQL}:/usr/sbin:/usr/bin:/sbin:/bin", f"--file=/manager={self.bin}/operator",
            f"--tls-cert-file={self.folder}/kubelet.crt", f"--tls-private-key-file={self.folder}/kubelet.key"]

    def install(self):
        """And until the API server serves what is installed: the operator looks once, and ends where a kind is missing."""
        super().install()
        until("CloudNativePG's kinds", lambda: all(
            any(c["type"] == "Established" and c["status"] == "True" for c in crd.get("status", {}).get("conditions", []))
            for crd in self.client.list("crds")))
        time.sleep(1)  # discovery follows what is established

    def stop(self, keep=False):
        if self.s3:
            self.s3.shut()
        self.kill("player")  # first: what has nobody to report to may try for ever
        self.bridge.close()
        if self.s3:
            self.s3.close()
            self.s3 = None
        super().stop(keep)

    def log(self, namespace, pod):
        """What a pod's containers have printed, whether it is still there or not."""
        return "".join(p.read_text(errors="replace") for p in sorted((self.folder / "host/logs").glob(f"{namespace}_{pod}*.log")))

    # Generations to begin with, made once a lab

    def once(self, name, make):
        """Cases run together, and each of these is made for all of them."""
        with self.making:
            if name not in self.made:
                self.made[name] = make()
            return self.made[name]

    def origin(self):
        """A database of 1600 rows that is gone, and its generation: a base backup after the first 1000 rows, 500 more in
        segments that were switched, and 100 in the one that the shutdown archived."""
        return self.once("origin", self.make_origin)

    def make_origin(self):
        db = Database(self, "origin")
        db.create()
        system = db.healthy()["systemID"]
        db.write(1000)
        db.backup("first")
        for _ in range(5):
            db.write(100)
            db.switch()
        db.write(100)
        db.delete()
        return Origin(db.generation(1), system, 1600)

    def second_timeline(self):
        """The origin and its next life in one generation, as it looks after a failover: 1600 rows on timeline 1, 110 more on
        timeline 2."""
        return self.once("second", self.make_second_timeline)

    def make_second_timeline(self):
        db = self.database("second")
        db.recover()
        db.create()
        db.healthy()
        db.write(110)
        db.delete()
        self.s3.copy(self.origin().generation, "second-both")
        self.s3.add_wals(db.generation(2), "second-both")
        return Origin("second-both", self.origin().system, 1710)

    def database(self, namespace, name="pg", generation=None):
        """A database whose Cluster is gone, with the origin's generation, or that one, as its v1."""
        generation = generation or self.origin().generation
        db = Database(self, namespace, name)
        self.s3.copy(generation, db.generation(1))
        return db

    def copy_volume(self, source, target):
        """The data of a volume into that of another claim, whose folder the player has not made yet."""
        subprocess.run(["cp", "--archive", str(source), str(target)], check=True)


class Origin:
    def __init__(self, generation, system, rows):
        self.generation, self.system, self.rows = generation, system, rows


class Skip(Exception):
    """By this name the runner knows it."""


class Absent:
    """In the place of the lab, on a machine that cannot have it: each case says why it is skipped."""

    why = missing()  # what was missing when this was chosen: somebody may install it meanwhile

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def skip(self):
        raise Skip(self.why)
