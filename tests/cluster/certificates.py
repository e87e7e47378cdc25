"""A certificate authority for one lab, and the key with which its service account tokens are signed. openssl does the work."""
import base64, json, subprocess, time


def openssl(folder, *words, **kwargs):
    done = subprocess.run(["openssl", *map(str, words)], cwd=folder, capture_output=True, **kwargs)
    if done.returncode:
        raise RuntimeError(f"openssl {words[0]}: {done.stderr.decode().strip()}")
    return done.stdout


def make(folder, addresses):
    """ca.crt; server.crt, which the API server, the operator's webhooks and the kubelet all use; sa.key and sa.pub."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl(folder, "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.crt", "-days", "30", "-subj", "/CN=lab")
    openssl(folder, "req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=server")
    names = ",".join(["DNS:localhost", "DNS:kubernetes.default.svc", "IP:10.0.0.1"] + [f"IP:{a}" for a in addresses])
    (folder / "server.ext").write_text(f"subjectAltName={names}\n")
    openssl(folder, "x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30",
            "-extfile", "server.ext", "-out", "server.crt")
    openssl(folder, "genrsa", "-out", "sa.key", "2048")
    openssl(folder, "rsa", "-in", "sa.key", "-pubout", "-out", "sa.pub")


def part(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(folder, namespace, name, uid, issuer, seconds):
    """A service account's token that ends in so many seconds; a negative number is one that has ended. The API server
    grants a minute more."""
    now = int(time.time())
    claims = {"iss": issuer, "aud": [issuer], "sub": f"system:serviceaccount:{namespace}:{name}",
              "iat": now - 3600, "nbf": now - 3600, "exp": now + seconds,
              "kubernetes.io": {"namespace": namespace, "serviceaccount": {"name": name, "uid": uid}}}
    text = part(b'{"alg":"RS256"}') + "." + part(json.dumps(claims).encode())
    return text + "." + part(openssl(folder, "dgst", "-sha256", "-sign", "sa.key", input=text.encode()))
