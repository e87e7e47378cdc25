"""The API server as a test sees it: JSON over HTTPS, one connection per thread."""
import http.client, json, ssl, threading

CLUSTERS = "postgresql.cnpg.io/v1/clusters"
JSON_PATCH, MERGE_PATCH, APPLY = "application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml"


class Refused(Exception):
    """What the API server answered, where it was not what was asked for."""

    def __init__(self, code, status):
        super().__init__(f"{code} {status.get('reason', '')}: {status.get('message', '')}")
        self.code, self.reason, self.message = code, status.get("reason", ""), status.get("message", "")


class Client:
    def __init__(self, address, port, authority, token):
        self.address, self.port, self.token = address, port, token
        self.context = ssl.create_default_context(cafile=authority)
        self.local = threading.local()

    def request(self, method, path, body=None, content="application/json", timeout=60):
        """The answer's JSON. Refused for a status of 300 and more; OSError where there is no answer."""
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": content, "Accept": "application/json"}
        for again in (True, False):
            connection = getattr(self.local, "connection", None)
            if connection is None:
                again = False
                connection = http.client.HTTPSConnection(self.address, self.port, context=self.context, timeout=timeout)
                self.local.connection = connection
            if connection.sock:
                connection.sock.settimeout(timeout)
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                text = answer.read()
                break
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                self.local.connection = None
                # A kept connection that the server closed in between; one that was just made says the truth.
                if not again or isinstance(error, TimeoutError):
                    raise error if isinstance(error, OSError) else OSError(str(error))
        try:
            parsed = json.loads(text) if text else {}
        except ValueError:
            parsed = {"message": text.decode(errors="replace")}
        if answer.status >= 300:
            raise Refused(answer.status, parsed if isinstance(parsed, dict) else {})
        return parsed

    # A resource is written as "clusters", "pods", …, or GROUP/VERSION/PLURAL; a name where one object is meant.

    def path(self, resource, namespace=None, name=None):
        resource = {"clusters": CLUSTERS, "backups": "postgresql.cnpg.io/v1/backups", "poolers": "postgresql.cnpg.io/v1/poolers",
                    "jobs": "batch/v1/jobs", "roles": "rbac.authorization.k8s.io/v1/roles",
                    "rolebindings": "rbac.authorization.k8s.io/v1/rolebindings",
                    "clusterroles": "rbac.authorization.k8s.io/v1/clusterroles",
                    "clusterrolebindings": "rbac.authorization.k8s.io/v1/clusterrolebindings",
                    "policies": "admissionregistration.k8s.io/v1/validatingadmissionpolicies",
                    "policybindings": "admissionregistration.k8s.io/v1/validatingadmissionpolicybindings",
                    "crds": "apiextensions.k8s.io/v1/customresourcedefinitions",
                    "applications.argoproj.io": "argoproj.io/v1alpha1/applications",
                    "applicationsets.argoproj.io": "argoproj.io/v1alpha1/applicationsets",
                    "kustomizations.kustomize.toolkit.fluxcd.io": "kustomize.toolkit.fluxcd.io/v1/kustomizations",
                    "helmreleases.helm.toolkit.fluxcd.io": "helm.toolkit.fluxcd.io/v2/helmreleases",
                    "gitrepositories.source.toolkit.fluxcd.io": "source.toolkit.fluxcd.io/v1/gitrepositories",
                    }.get(resource, resource)
        group, _, plural = resource.rpartition("/")
        path = f"/apis/{group}" if group else "/api/v1"
        if namespace:
            path += f"/namespaces/{namespace}"
        return path + "/" + plural + (f"/{name}" if name else "")

    def get(self, resource, namespace=None, name=None):
        """The object; None where there is none."""
        try:
            return self.request("GET", self.path(resource, namespace, name))
        except Refused as refused:
            if refused.code == 404:
                return None
            raise

    def list(self, resource, namespace=None, labels=""):
        return self.request("GET", self.path(resource, namespace) + (f"?labelSelector={labels}" if labels else ""))["items"]

    def create(self, resource, body, namespace=None):
        return self.request("POST", self.path(resource, namespace), body)

    def patch(self, resource, namespace, name, body, content=MERGE_PATCH, subresource=""):
        return self.request("PATCH", self.path(resource, namespace, name) + subresource, body, content)

    def delete(self, resource, namespace, name, propagation="Background", **options):
        """False where there was none."""
        try:
            self.request("DELETE", self.path(resource, namespace, name), {"kind": "DeleteOptions", "apiVersion": "v1",
                                                                         "propagationPolicy": propagation, **options})
            return True
        except Refused as refused:
            if refused.code == 404:
                return False
            raise

    def apply(self, resource, namespace, name, text, manager="lab", force=True):
        """Server-side apply of YAML or JSON."""
        return self.request("PATCH", self.path(resource, namespace, name) + f"?fieldManager={manager}&force={str(force).lower()}",
                            text, APPLY)
