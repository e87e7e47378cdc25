"""extract on a stream of 70 MB, the Cluster last: as kustomize prints a cluster's worth of applications."""

MEGABYTES = 70
ONE_LINER = r"/^apiVersion: postgresql.cnpg.io\/v1/{p=1} p{print} /^---/{if(p) exit}"

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    app.kubernetes.io/instance: app-{n}
    app.kubernetes.io/name: app-{n}
  name: app-{n}
  namespace: team-{team}
spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: app-{n}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: app-{n}
    spec:
      containers:
      - args:
        - --listen=:8080
        - --log-level=info
        env:
        - name: DATABASE_URL
          valueFrom:
            secretKeyRef:
              key: uri
              name: app-{n}-db-app
        image: registry.example.org/app-{n}:1.{team}.0
        name: app
        ports:
        - containerPort: 8080
          name: http
        readinessProbe:
          httpGet:
            path: /healthz
            port: http
        resources:
          limits:
            memory: 512Mi
          requests:
            cpu: 100m
            memory: 256Mi
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: app-{n}
  namespace: team-{team}
spec:
  ports:
  - name: http
    port: 80
    targetPort: http
  selector:
    app.kubernetes.io/name: app-{n}
"""
CONFIG_MAP = """\
apiVersion: v1
data:
  server.conf: |
""" + "".join(f"    option-{i}-of-the-server = {{n}}{i:06x}\n" for i in range(40)) + """\
kind: ConfigMap
metadata:
  name: app-{n}
  namespace: team-{team}
"""
CLUSTER = """\
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata:
  name: shop-db
  namespace: shop
spec:
  backup:
    barmanObjectStore:
      destinationPath: s3://backups/
      serverName: shop-db-v2
  bootstrap:
    recovery:
      database: shop
      owner: shop
      source: before
  externalClusters:
  - barmanObjectStore:
      destinationPath: s3://backups/
      serverName: shop-db-v1
    name: before
  instances: 3
"""


def write_stream(file):
    size, n = 0, 0
    while size < MEGABYTES * 1000000:
        for template in (CONFIG_MAP, SERVICE, DEPLOYMENT):
            size += file.write(template.format(n=n, team=n % 97) + "---\n")
        n += 1
    file.write(CLUSTER)


def rows(bench):
    stream = bench.file("stream.yaml", write_stream)
    extract = [bench.program, "extract", "--quiet", "--expect", "recovery", stream]
    work = f"extract, a kustomize stream of {MEGABYTES} MB"
    yield bench.faster(work, "the awk one-liner", extract, ["awk", ONE_LINER, stream], 10)
    yield bench.faster("the same", "a bare memchr line scan", extract, [bench.tools / "line_scan", stream], 0.5)
