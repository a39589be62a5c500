#!/usr/bin/env python3
"""Asks every described route of a real server thousands of odd things: it must never answer with a 5xx.

The questions are made from /openapi.json by schemathesis, the same ones every time. 503 (no space, no engine) would be
honest on a broken machine, but this one is whole, so it counts too. Run by script/test; needs a built `maru`.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MARU = Path(os.environ.get("MARU_PROGRAM", ROOT / ".build/debug/maru"))
PERSON = "fuzz@x.example"
# How many questions a route, and how long one may take.
EXAMPLES, PATIENCE = 12, 10
# Ends the token that everything else is asked with.
LEFT_OUT = ["DELETE /api/v1/tokens/{id}"]


def maru(home: Path, *arguments: str) -> dict:
    command = [MARU, "--home", home, "--json", "--as", PERSON, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        sys.exit(f"fuzz: maru {' '.join(map(str, arguments))}: {done.stderr}")
    return json.loads(done.stdout) if done.stdout.startswith("{") else {}


def listen(log: Path, server: subprocess.Popen) -> str:
    for _ in range(400):
        found = re.search(r"listening on (127\.0\.0\.1:\d+)", log.read_text())
        if found:
            return f"http://{found[1]}"
        if server.poll() is not None:
            break
        time.sleep(0.05)
    sys.exit(f"fuzz: the server does not start: {log.read_text()}")


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="maru-fuzz-"))
    home, log = folder / "home", folder / "server.log"
    server = None
    try:
        maru(home, "init", "--secretariat", PERSON, "--name", "F", "--institution-code", "1", "--institution-name", "하나")
        for role in ["steward", "officer"]:
            maru(home, "appoint", "--email", PERSON, "--institution", "1", "--role", role, "--rank", "3급")
        table = folder / "table.csv"
        table.write_text("코드,수\nA,1\nB,2\n", encoding="utf-8")
        maru(home, "dataset", "register", str(table), "--institution", "1", "--title", "표", "--access", "open")
        token = maru(home, "token", "create")["token"]
        with log.open("w") as words:
            server = subprocess.Popen(
                [MARU, "--home", home, "serve", "--port", "0"], stdout=words, stderr=words, cwd=ROOT
            )
        address = listen(log, server)
        command = [
            Path(sys.executable).parent / "schemathesis", "run", f"{address}/openapi.json", "--url", address,
            "--phases", "coverage,fuzzing", "--checks", "not_a_server_error", "--max-examples", str(EXAMPLES),
            "--seed", "20261125", "--generation-deterministic", "--no-shrink",
            "--request-timeout", str(PATIENCE), "--suppress-health-check", "all", "--no-color",
            "-H", f"Authorization: Bearer {token}",
        ]
        for operation in LEFT_OUT:
            command += ["--exclude-name", operation]
        began = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
        lived = server.poll() is None
        unhandled = log.read_text().count("Unhandled error")
        if done.returncode or not lived or unhandled:
            print(done.stdout[-6000:], done.stderr[-2000:])
            print(log.read_text()[-3000:] if unhandled or not lived else "")
            print(f"fuzz: failed (server lives: {lived}, unhandled errors: {unhandled})")
            return 1
        asked = log.read_text().count(" Answered")
        print(f"fuzz: {asked} odd requests, no 5xx, {time.monotonic() - began:.0f} s")
        return 0 if asked > 100 else 1
    finally:
        if server:
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
