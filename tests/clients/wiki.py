"""What the scripts of this folder share: the wiki they write to, and tildr's own view of it.

Only the standard library: each script runs in the virtual environment of its client.
"""

import contextlib
import json
import os
import pathlib
import ssl
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

URL = os.environ["TILDR_URL"]
TOKEN = os.environ["TILDR_TOKEN"]
WORK = pathlib.Path(os.environ["CLIENT_WORK"])
BIN = pathlib.Path(sys.executable).parent


def tildr(*args):
    """Runs tildr on the profile whose wiki is served, after a sync: what it prints is what a person sees."""
    run([os.environ["TILDR"], "sync", "--wait"])
    return run([os.environ["TILDR"], *args])


def run(command, stdin=None, **more):
    """Runs a program that has to end well; returns its stdout."""
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=170, **more)
    if done.returncode != 0:
        words = " ".join(str(part) for part in command)
        raise SystemExit(f"{words}: ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def api(method, path, body=None):
    """Asks the wiki directly."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data=data, method=method)
    request.add_header("Authorization", f"Bearer {TOKEN}")
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=60) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def status(method, path):
    """Asks the wiki directly for the status alone."""
    try:
        api(method, path)
        return 200
    except urllib.error.HTTPError as refused:
        return refused.code


def space(key):
    """Makes a space for a client; returns the id of its home page."""
    return api("POST", "/rest/api/space", {"key": key, "name": f"Space {key}"})["homepage"]["id"]


def pages(key):
    """The pages of a space as tildr lists them: titles to versions."""
    listed = json.loads(tildr("page", "list", "--space", key, "--json"))
    return {page["title"]: page["version"] for page in listed}


def versions(key):
    """The version of every page of a space, as the wiki has them."""
    found = api("GET", f"/rest/api/content?spaceKey={key}&limit=250&expand=version")["results"]
    return {page["title"]: page["version"]["number"] for page in found}


def shown(key, title):
    """The text of a page as tildr shows it."""
    return tildr("page", "show", f"{key}:{title}")


def check(holds, words):
    """Ends the script when something does not hold."""
    if not holds:
        raise SystemExit(f"not so: {words}")


def same(found, wanted, words):
    """Ends the script when two things differ."""
    check(found == wanted, f"{words}: {found!r}, wanted {wanted!r}")


@contextlib.contextmanager
def over_tls():
    """Puts a TLS proxy with a certificate of its own before the wiki; gives its port and the certificate."""
    key, certificate = WORK / "key.pem", WORK / "certificate.pem"
    run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-addext", "basicConstraints=critical,CA:TRUE"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1], certificate
    finally:
        server.shutdown()


class Proxy(BaseHTTPRequestHandler):
    """Hands every request on as it is."""

    protocol_version = "HTTP/1.1"

    def forward(self):
        length = int(self.headers.get("Content-Length") or 0)
        data = self.rfile.read(length) if length else None
        request = urllib.request.Request(URL + self.path, data=data, method=self.command)
        for name, value in self.headers.items():
            if name.lower() not in ("connection", "content-length", "accept-encoding"):
                request.add_header(name, value)
        try:
            answer = urllib.request.urlopen(request, timeout=60)
        except urllib.error.HTTPError as refused:
            answer = refused
        body = answer.read()
        self.send_response(answer.status if hasattr(answer, "status") else answer.code)
        for name, value in answer.headers.items():
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = forward

    def log_message(self, *_):
        pass
