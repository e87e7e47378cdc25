#!/usr/bin/python3
"""A server between the program and the real store, which fails on purpose. It passes requests on with their Host, so that
signatures stay valid.

    proxy.py PORT STORE_PORT MODE

Modes: pass; slow-down (every path fails twice, then works); busy (503 for ever); hang (never answers); stall (begins an answer
and stops); truncate (cuts XML in the middle); html (an error page); console (200 and HTML); forbid (403 below shop-db-v1);
redirect (to another host); region (the bucket is in eu-west-1); token (a session's key: with its token, signed, or not at all); close (ends the connection); endless (a listing that never ends);
huge (a backup.info without end).
"""
import collections, http.client, http.server, os, re, socket, sys, threading, time

port, store, mode = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
seen = collections.Counter()
lock = threading.Lock()


def error(code, message=""):
    return f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>{message}</Message></Error>'.encode()


def signer(token=None):
    """botocore's own, which signs as the store's client does."""
    from botocore.auth import S3SigV4Auth
    from botocore.credentials import Credentials
    return S3SigV4Auth(Credentials(os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"], token), "s3", "us-east-1")


def is_signed(url, headers, token):
    """The signature is the one that botocore makes of what was signed, and the token is part of that."""
    from botocore.awsrequest import AWSRequest
    signed = re.search("SignedHeaders=([^,]*)", headers.get("Authorization", ""))
    if not signed or not all(name in headers for name in signed[1].split(";")):
        return False
    if "x-amz-security-token" not in signed[1].split(";") or headers.get("x-amz-security-token") != token:
        return False
    request = AWSRequest("GET", url, headers={name: headers[name] for name in signed[1].split(";")})
    request.context["timestamp"] = headers["x-amz-date"]
    auth = signer(token)
    signature = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
    return headers["Authorization"].endswith(f"Signature={signature}")


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def pass_on(self, headers):
        connection = http.client.HTTPConnection("127.0.0.1", store, timeout=30)
        connection.putrequest("GET", self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        body = response.read()
        kept = [(n, v) for n, v in response.getheaders() if n.lower() in ("content-type", "last-modified", "etag")]
        return response.status, body, kept

    def do_GET(self):
        with lock:
            seen[self.path] += 1
            count = seen[self.path]
        listing = "list-type=2" in self.path
        if mode == "slow-down" and count <= 2:
            return self.answer(503, error("SlowDown", "Please reduce your request rate."), [("Retry-After", "0")])
        if mode == "busy":
            return self.answer(503, error("SlowDown"))
        if mode == "hang":
            return time.sleep(60)
        if mode == "stall":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"<ListBucketResult>")
            return time.sleep(60)
        if mode == "html":
            return self.answer(502, b"<html><body><h1>502 Bad Gateway</h1></body></html>")
        if mode == "console":
            return self.answer(200, b"<!DOCTYPE html><html><body>Welcome to the console</body></html>")
        if mode == "redirect":
            return self.answer(307, b"", [("Location", "https://elsewhere.example/bucket")])
        if mode == "region" and "/eu-west-1/s3/" not in self.headers["Authorization"]:
            return self.answer(301, error("PermanentRedirect"), [("x-amz-bucket-region", "eu-west-1")])
        if mode == "region":
            return self.answer(403, error("AccessDenied", "signed for eu-west-1"))
        if mode == "forbid" and "shop-db-v1%2F" in self.path:
            return self.answer(403, error("AccessDenied", "Access Denied."))
        if mode == "close":
            self.close_connection = True
            return self.connection.shutdown(socket.SHUT_RDWR)  # close() alone leaves it open, for the files that are made of it
        if mode == "endless":
            return self.answer(200, b"<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>same"
                                    b"</NextContinuationToken></ListBucketResult>")
        if mode == "huge" and self.path.endswith("backup.info"):
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"status=DONE\n" * 10000)
            except OSError:
                return
        headers = self.headers
        if mode == "token":
            url = f"http://{self.headers['Host']}{self.path}"
            if not is_signed(url, self.headers, "token/of+a=session"):
                return self.answer(403, error("InvalidToken", "The provided token is malformed or otherwise invalid."))
            from botocore.awsrequest import AWSRequest
            request = AWSRequest("GET", url, headers={"Host": self.headers["Host"]})
            signer().add_auth(request)  # the store knows nothing of sessions
            headers = request.headers
        status, body, kept = self.pass_on(headers)
        if mode == "truncate" and listing:
            body = body[: len(body) // 2]
        self.answer(status, body, kept)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", port), Proxy).serve_forever()
