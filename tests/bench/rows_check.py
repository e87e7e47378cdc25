"""check, drill included, on 10,000 manifests."""
import os

from manifests import FILES, manifests


def rows(bench):
    place = manifests(bench)
    check, parse = [bench.program, "check", "--quiet", "--ignore", "DR004,DR007", place], [bench.tools / "yaml_events", place]
    work, against = f"check with the drill, {FILES:,} manifests", "raw libyaml events of the same bytes"
    yield bench.faster(work + ", one core", against, ["taskset", "-c", "0", *check], parse, 0.2, runs=5)
    if os.cpu_count() > 1:
        yield bench.faster("the same, two cores", "the same", ["taskset", "-c", "0,1", *check], parse, 0.35, runs=5, clock=True)
