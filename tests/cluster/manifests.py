"""The manifests of the scenarios: a database as it stands in a GitOps repository, in both store shapes."""

BUCKET = "backups"

IN_TREE = """\
# The shop's database.
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata:
  name: {name}
  namespace: {namespace}
spec:
  instances: 1
  storage:
    size: 1Gi
  bootstrap:
    initdb:
      database: shop
      owner: shop
#  bootstrap:
#    recovery:
#      source: archive
#      database: shop
#      owner: shop
#  externalClusters:
#    - name: archive
#      barmanObjectStore:
#        destinationPath: {destination}
#        endpointURL: http://127.0.0.1:9
#        serverName: {name}-v1
#        s3Credentials:
#          accessKeyId: {{name: store, key: id}}
#          secretAccessKey: {{name: store, key: secret}}
  backup:
    barmanObjectStore:
      destinationPath: {destination}
      endpointURL: http://127.0.0.1:9
      serverName: {name}-v1 # bumped by each recovery
      s3Credentials:
        accessKeyId: {{name: store, key: id}}
        secretAccessKey: {{name: store, key: secret}}
"""

PLUGIN = """\
# The shop's database.
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata:
  name: {name}
  namespace: {namespace}
spec:
  instances: 1
  storage:
    size: 1Gi
  bootstrap:
    initdb:
      database: shop
      owner: shop
  # bootstrap:
  #   recovery:
  #     source: archive
  #     database: shop
  #     owner: shop
  # externalClusters:
  #   - name: archive
  #     plugin:
  #       name: barman-cloud.cloudnative-pg.io
  #       parameters:
  #         barmanObjectName: store
  #         serverName: {name}-v1
  plugins:
    - name: barman-cloud.cloudnative-pg.io
      isWALArchiver: true
      parameters:
        barmanObjectName: store
        serverName: {name}-v1 # bumped by each recovery
"""

OBJECT_STORE = """\
apiVersion: barmancloud.cnpg.io/v1
kind: ObjectStore
metadata:
  name: store
  namespace: {namespace}
spec:
  configuration:
    destinationPath: {destination}
    endpointURL: http://127.0.0.1:9
    s3Credentials:
      accessKeyId: {{name: store, key: id}}
      secretAccessKey: {{name: store, key: secret}}
"""

NAMESPACE = """\
apiVersion: v1
kind: Namespace
metadata:
  name: {namespace}
---
apiVersion: v1
kind: Secret
metadata:
  name: store
  namespace: {namespace}
stringData:
  id: tester
  secret: not-a-secret
"""


def destination(namespace):
    """Each namespace has a path of its own, so that its generations are its own."""
    return f"s3://{BUCKET}/{namespace}/"


def database(namespace, shape="in-tree", name="pg"):
    """The Cluster in steady state, archiving into NAME-v1, with its recovery block as a comment."""
    text = PLUGIN if shape == "plugin" else IN_TREE
    return text.format(namespace=namespace, name=name, destination=destination(namespace))


def surroundings(namespace, shape="in-tree"):
    """What the Cluster needs to be there first."""
    text = NAMESPACE + ("---\n" + OBJECT_STORE if shape == "plugin" else "")
    return text.format(namespace=namespace, destination=destination(namespace))
