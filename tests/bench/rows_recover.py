"""recover on a document of 5 MB and on one of 50 MB, which should take ten times as long: a Cluster with a store, a commented block
to be toggled, and very many roles."""
from manifests import FORMS

ROLE = """\
    - name: tenant-{n}
      ensure: present  # made by hand
      comment: "The tenant of row {n}, who may read and no more"
      login: true
      passwordSecret:
        name: tenant-{n}
      inRoles:
        - pg_read_all_data
"""


def write(megabytes):
    def whole(file):
        head, schedule = FORMS[0].format(name="shop").split("---\napiVersion: postgresql.cnpg.io/v1\nkind: ScheduledBackup")
        size, n = file.write(head + "  managed:\n    roles:\n"), 0
        while size < megabytes * 1000000:
            size += file.write(ROLE.format(n=n))
            n += 1
    return whole


def rows(bench):
    large, small = (bench.file(f"document-{megabytes}.yaml", write(megabytes)) for megabytes in (50, 5))
    recover = [bench.program, "recover", "--dry-run", "--quiet"]
    yield bench.slower("recover, a document of 50 MB", "the same of 5 MB", [*recover, large], [*recover, small], 11, runs=3)
