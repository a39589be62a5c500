"""The programs that are measured: Maru's command line and server, and the DuckDB CLI as the peer."""
import contextlib
import http.client
import json
import os
import socket
import subprocess
import time

import clock

UNTIL = "2099-01-01"


def duckdb(bench, sql, mode="-list"):
    """The DuckDB CLI as anybody would start it: defaults, one script on standard input."""
    done = subprocess.run([bench.duckdb, "-no-init", mode, ":memory:"], input=sql, capture_output=True, text=True)
    if done.returncode != 0 or done.stderr:
        raise SystemExit(f"duckdb: {done.stderr}\n{sql}")
    return done.stdout


class Home:
    """A Maru home with two institutions: the one that holds data and the one that asks for it."""

    steward, officer, analyst = "steward@holder.example", "officer@holder.example", "analyst@asker.example"

    def __init__(self, bench, folder):
        self.bench, self.folder = bench, str(folder)

    def prepare(self):
        first = "secretariat@asker.example"
        self.call(first, "init", "--secretariat", first, "--name", "간사", "--institution-code", "1741000",
                  "--institution-name", "행정안전부")
        self.call(first, "institution", "add", "--code", "6110000", "--name", "서울특별시", "--kind", "metropolitan")
        for email, role, code in [(self.steward, "steward", "6110000"), (self.officer, "officer", "6110000"),
                                  (self.analyst, "analyst", "1741000")]:
            self.call(first, "person", "add", "--email", email, "--name", "홍길동", "--institution", code)
            rank = ["--rank", "3급"] if role == "officer" else []
            self.call(first, "appoint", "--email", email, "--institution", code, "--role", role, *rank)
        return self

    def command(self, who, *words):
        return [self.bench.maru, "--home", self.folder, "--json", "--as", who, *map(str, words)]

    def call(self, who, *words):
        done = subprocess.run(self.command(who, *words), capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"maru {' '.join(map(str, words))}\n{done.stderr}")
        return json.loads(done.stdout)

    def register(self, *files, access, table=None, title="잰 자료"):
        named = ["--table", table] if table else []
        return self.call(self.steward, "dataset", "register", *files, "--institution", "6110000", *named,
                         "--title", title, "--access", access)

    def submit(self, dataset):
        return self.call(self.analyst, "request", "submit", "--dataset", dataset, "--purpose", "배치 분석", "--method", "집계",
                         "--until", UNTIL)["id"]

    @contextlib.contextmanager
    def serving(self):
        server = Server(self)
        try:
            yield server
        finally:
            server.stop()


class Server:
    """`maru serve` in a process of its own, and a connection to it."""

    def __init__(self, home):
        self.home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.tokens = {}
        start = time.monotonic()
        self.process = subprocess.Popen(
            [home.bench.maru, "--home", home.folder, "serve", "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not self._is_ready():
            if self.process.poll() is not None:
                raise SystemExit("maru serve ended")
            time.sleep(0.002)
        self.ready_after = time.monotonic() - start
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=3600)

    def _is_ready(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def sign_in(self, who):
        self.tokens[who] = self.home.call(who, "token", "create", "--name", "bench")["token"]

    def ask(self, who, method, path, body=None, kind="application/json", length=None):
        headers = {"Authorization": f"Bearer {self.tokens[who]}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = kind
            if length is not None:
                headers["Content-Length"] = str(length)
            elif not isinstance(body, bytes):
                body = json.dumps(body).encode()
        self.connection.request(method, path, body=body, headers=headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"{method} {path}: {answer.status}\n{text.decode()}")
        return json.loads(text)

    def upload(self, who, file, name):
        with open(file, "rb") as source:
            return self.ask(who, "POST", f"/api/v1/uploads?name={name}", source, "application/octet-stream",
                            os.path.getsize(file))["upload"]

    def finish(self, who, job):
        while True:
            stage = self.ask(who, "GET", f"/api/v1/jobs/{job}")["stage"]
            if stage == "done":
                return
            if stage == "failed":
                raise SystemExit(f"job {job} failed")
            time.sleep(0.02)

    def peak(self):
        return clock.peak(self.process.pid)

    def stop(self):
        self.connection.close()
        self.process.terminate()
        self.process.wait()
