"""An object store for the real lab: versitygw, an S3 server that keeps its objects as files, behind gates that can be shut."""
import os, pathlib, re, shutil, socket, subprocess, time

from gate import Gate

BUCKET, PATH, REGION = "postgres-backups", "pg", "us-east-1"
KEY, SECRET = "tester", "wJalrXUtnFEMI-bPxRfiCYEXAMPLEKEY"
SEGMENT = re.compile(r"^[0-9A-F]{24}(\.\w+)?$")


def server():
    """Where tests/store/setup has put it."""
    built = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "cnpg-dr/bin/versitygw"
    return shutil.which("versitygw") or (str(built) if built.exists() else None)


class S3:
    def __init__(self, folder, address):
        """Listens on the bridge's address. Whoever names it in a manifest takes a way of his own to it, which can be shut."""
        self.folder = pathlib.Path(folder)
        (self.folder / "objects" / BUCKET / PATH).mkdir(parents=True)
        with socket.socket() as s:
            s.bind((address, 0))
            self.port = s.getsockname()[1]
        self.log = open(self.folder / "s3.log", "ab")
        self.process = subprocess.Popen(
            [server(), "--port", f"{address}:{self.port}", "--quiet", "posix", "objects"], cwd=self.folder, stdout=self.log,
            stderr=self.log, stdin=subprocess.DEVNULL, start_new_session=True,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "ROOT_ACCESS_KEY": KEY, "ROOT_SECRET_KEY": SECRET})
        for _ in range(200):
            with socket.socket() as s:
                if s.connect_ex((address, self.port)) == 0:
                    break
            if self.process.poll() is not None:
                raise RuntimeError(f"versitygw ended with {self.process.returncode}")
            time.sleep(0.05)
        self.address, self.ways = address, []

    def way(self):
        """A gate before it; its `endpoint` is for manifests."""
        self.ways.append(Gate(self.address, (self.address, self.port)))
        return self.ways[-1]

    def shut(self):
        """Every way to it, for good."""
        for gate in self.ways:
            gate.shut()

    def close(self):
        self.shut()
        self.process.kill()
        self.process.wait()
        self.log.close()

    # What lies in it, by its files: the server keeps an object's key as its path.

    def generation(self, name):
        return self.folder / "objects" / BUCKET / PATH / name

    def keys(self, name):
        """Of a generation, sorted, relative to it."""
        base = self.generation(name)
        return sorted(str(p.relative_to(base)) for p in base.rglob("*") if p.is_file())

    def segments(self, name):
        return [k.split("/")[-1][:24] for k in self.keys(name) if k.startswith("wals/") and SEGMENT.match(k.split("/")[-1])]

    def histories(self, name):
        return {k.split("/")[-1].split(".")[0]: k for k in self.keys(name) if ".history" in k}

    def backups(self, name):
        return [k.split("/")[1] for k in self.keys(name) if k.startswith("base/") and k.endswith("/backup.info")]

    def fingerprint(self, name):
        """What must stay as it is where nobody may write."""
        return [(k, (self.generation(name) / k).stat().st_size, (self.generation(name) / k).stat().st_mtime_ns) for k in self.keys(name)]

    def copy(self, source, target):
        """A generation under another name, with the server's own notes on each object (extended attributes)."""
        subprocess.run(["cp", "--archive", str(self.generation(source)), str(self.generation(target))], check=True)

    def add_wals(self, source, target):
        """The WAL of a generation beside that of another."""
        subprocess.run(["cp", "--archive", f"{self.generation(source)}/wals/.", f"{self.generation(target)}/wals/"], check=True)

    def remove_segment(self, name, segment):
        found = [k for k in self.keys(name) if k.split("/")[-1].startswith(segment)]
        if len(found) != 1:
            raise AssertionError(f"{segment} is not in {name}: {self.keys(name)}")
        (self.generation(name) / found[0]).unlink()

    def put(self, name, key, text):
        path = self.generation(name) / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def pollute(self, generation):
        """What an attempt leaves: a segment."""
        self.put(generation, "wals/0000000100000000/000000010000000000000001.gz", "")

    def environment(self):
        """For a client outside the cluster, as cnpg-dr is."""
        return {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_DEFAULT_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true"}
