"""10,000 manifests in folders of 100: every tenth without a Cluster, the rest in the forms that people write, all of them with a
store, so that there is a drill for each."""

FILES, FOLDER = 10000, 100
HEAD = """\
---
# The database of {name}. Recovery: see docs/databases.md
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata:
  name: {name}-db
  namespace: {name}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/component: database
spec:
  instances: 3
  imageName: ghcr.io/cloudnative-pg/postgresql:17.5-bookworm
  primaryUpdateStrategy: unsupervised
  enableSuperuserAccess: false
  storage:
    size: 20Gi
    storageClass: fast-local
  postgresql:
    parameters:
      max_connections: "200"
      shared_buffers: 512MB
      log_min_duration_statement: "1000"
  resources:
    requests:
      cpu: 100m
      memory: 512Mi
    limits:
      memory: 2Gi
  monitoring:
    enablePodMonitor: true
"""
BOOTSTRAP = """\
  bootstrap:
    initdb:
      database: {name}
      owner: {name}
"""
BLOCK = """\
  # bootstrap:
  #   recovery:
  #     source: {name}-backup
  #     database: {name}
  #     owner: {name}
  # externalClusters:
  #   - name: {name}-backup
"""
PLUGIN_ENTRY = """\
      plugin:
        name: barman-cloud.cloudnative-pg.io
        parameters:
          barmanObjectName: {name}-store
          serverName: {name}-db-v1
"""
PLUGIN = """\
  plugins:
    - name: barman-cloud.cloudnative-pg.io
      isWALArchiver: true
      parameters:
        barmanObjectName: {name}-store
        serverName: {name}-db-v1
"""
IN_TREE_ENTRY = """\
      barmanObjectStore:
        destinationPath: s3://backups/{name}
        serverName: {name}-db-v1
"""
IN_TREE = """\
  backup:
    retentionPolicy: 30d
    barmanObjectStore:
      destinationPath: s3://backups/{name}
      endpointURL: https://s3.example.org
      serverName: {name}-db-v1
      s3Credentials:
        accessKeyId:
          name: {name}-s3
          key: id
        secretAccessKey:
          name: {name}-s3
          key: secret
      wal:
        compression: gzip
"""
SCHEDULE = """\
---
apiVersion: postgresql.cnpg.io/v1
kind: ScheduledBackup
metadata:
  name: {name}-db
  namespace: {name}
spec:
  schedule: "0 0 3 * * *"
  cluster:
    name: {name}-db
"""
OTHER = """\
apiVersion: v1
kind: Service
metadata:
  name: {name}
  namespace: {name}
spec:
  ports:
    - name: http
      port: 80
      targetPort: http
  selector:
    app.kubernetes.io/name: {name}
"""


def commented(text):
    return "".join(f"  # {line[2:]}\n" for line in text.splitlines())


FORMS = [HEAD + BOOTSTRAP + BLOCK + commented(PLUGIN_ENTRY) + PLUGIN + SCHEDULE, HEAD + BOOTSTRAP + PLUGIN,
         HEAD + BOOTSTRAP + BLOCK + commented(IN_TREE_ENTRY) + IN_TREE + SCHEDULE, HEAD + BOOTSTRAP + IN_TREE + SCHEDULE]


def manifests(bench):
    """The folder; made once."""
    place = bench.folder / "manifests"
    if not place.exists():
        new = place.with_suffix(".new")
        for n in range(FILES):
            folder = new / f"{n // FOLDER:03}"
            folder.mkdir(parents=True, exist_ok=True)
            form = OTHER if n % 10 == 9 else FORMS[n % len(FORMS)]
            (folder / f"{n:05}.yaml").write_text(form.format(name=f"app{n}"))
        (new / ".git").mkdir()  # no repository, and nothing above it is looked at
        new.rename(place)
    return place
