"""status: how long it takes to start, and to read 10,000 manifests."""
import os

from manifests import FILES, FORMS, manifests


def rows(bench):
    one = bench.file("one.yaml", lambda file: file.write(FORMS[0].format(name="shop")))
    yield bench.slower("status FILE, the whole process", "an empty program with the same libraries",
                       [bench.program, "status", one], [bench.tools / "empty"], 1.5, runs=201)
    place = manifests(bench)
    status, parse = [bench.program, "status", place], [bench.tools / "yaml_events", place]
    work, against = f"status, {FILES:,} manifests", "raw libyaml events of the same bytes"
    yield bench.faster(work + ", one core", against, ["taskset", "-c", "0", *status], parse, 0.8, runs=7)
    if os.cpu_count() > 1:
        yield bench.faster("the same, two cores", "the same", ["taskset", "-c", "0,1", *status], parse, 1.5, runs=7, clock=True)
