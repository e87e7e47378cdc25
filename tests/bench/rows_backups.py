"""`backups` on a generation of 100,000 WAL files against barman-cloud-backup-list on the same store, in time and in requests, which
the server's own access log counts. The generation has 30 base backups, as a database has that makes one a day and keeps a month;
the last one lies half a day back. Needs what tests/store/setup installs; without it the rows are left out, and why is said."""
import importlib.machinery, importlib.util, os, pathlib, shutil, subprocess, tempfile, time

FILES = 100000
RUNS = 5
SUITE = pathlib.Path(__file__).resolve().parents[1] / "store/run"

INFO = """backup_label=None
begin_time={begin}
begin_wal={wal}
begin_xlog={lsn}
end_time={end}
end_wal={wal}
end_xlog={lsn}
error=None
included_files=None
size=None
status=DONE
systemid=7711913372735508901
tablespaces=None
timeline=1
version=150018
xlog_segment_size=16777216
"""


def fill(folder, files):
    wals = folder / "wals"
    for first in range(0, files, 256):
        part = wals / f"00000001{first // 256:08X}"
        part.mkdir(parents=True)
        for n in range(max(first, 1), min(first + 256, files + 1)):
            (part / f"00000001{n // 256:08X}{n % 256:08X}").write_bytes(b"")
    for i, n in enumerate(range(files // 60, files, files // 30)):
        day = time.strftime("%Y-%m-%d", time.gmtime(1767225600 + i * 86400))
        base = folder / "base" / (day.replace("-", "") + "T000000")
        base.mkdir(parents=True)
        (base / "data.tar").write_bytes(b"x" * 1000)
        (base / "backup.info").write_text(INFO.format(begin=f"{day} 00:00:00+00:00", end=f"{day} 00:10:00+00:00",
                                                      wal=f"00000001{n // 256:08X}{n % 256:08X}",
                                                      lsn=f"{n // 256:X}/{n % 256 * 16777216 + 40:X}"))


def load_suite():
    loader = importlib.machinery.SourceFileLoader("store_suite", str(SUITE))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("store_suite", loader))
    loader.exec_module(module)
    return module


def race(bench, world, ours, theirs):
    """The row of times, by the clock: both wait for the server."""
    before = dict(os.environ)
    os.environ.update(world.environment)
    try:
        return bench.faster(f"backups, {FILES:,} WAL files", "barman-cloud-backup-list", ours, theirs, 10, runs=RUNS, clock=True)
    finally:
        os.environ.clear()
        os.environ.update(before)


def rows(bench):
    from __main__ import Row
    suite = load_suite()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cnpg-dr-store-"))
    world = suite.World(folder)
    try:
        if not suite.prepare(world, False):
            return
        fill(folder / "store" / suite.BUCKET / "pg/big-db-v1", FILES)
        manifest = world.manifest("big-db-v1")
        ours = [bench.program, "backups", manifest, "-o", "json"]
        theirs = ["barman-cloud-backup-list", "--endpoint-url", world.endpoint, f"s3://{suite.BUCKET}/pg", "big-db-v1"]
        answer = world.backups("big-db-v1", status=0)
        one = suite.generation(answer, "big-db-v1")
        suite.need(one["wal"]["gaps"] == 0 and len(one["base_backups"]) == 30, one["wal"])
        yield race(bench, world, ours, theirs)
        counts = [world.requests()]
        for command in (ours, theirs):
            subprocess.run([str(w) for w in command], env=world.environment, capture_output=True, check=True)
            time.sleep(1)  # the log is written behind the answer
            counts.append(world.requests())
        used, listed = counts[1] - counts[0], counts[2] - counts[1]
        yield Row("the same, in requests", "barman-cloud-backup-list", used / listed, 2, False, f"{used}, {listed}")
    finally:
        world.stop()
        shutil.rmtree(folder, ignore_errors=True)
