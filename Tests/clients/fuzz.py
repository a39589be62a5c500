#!/usr/bin/env python3
"""Asks every described route of a real server thousands of odd things: never a 5xx, and every error a problem document.

The questions are made from /openapi.json by schemathesis, the same ones every time. 503 (no space, no engine) would be
honest on a broken machine, but this one is whole, so it counts too. What else an answer must be is in fuzz_checks.py. Run by
script/test; needs a built `maru` and .tools/venv.
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
# How many questions a route; seconds that one of them, and all together, may take.
EXAMPLES, PATIENCE, TIME = 12, 10, 60
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
            sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json", "--url", address,
            "--phases", "coverage,fuzzing", "--checks", "not_a_server_error,errors_are_problems", "--max-examples", str(EXAMPLES),
            "--seed", "20261125", "--generation-deterministic", "--no-shrink",
            "--request-timeout", str(PATIENCE), "--suppress-health-check", "all", "--no-color",
            "-H", f"Authorization: Bearer {token}",
        ]
        for operation in LEFT_OUT:
            command += ["--exclude-name", operation]
        began = time.monotonic()
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent), "SCHEMATHESIS_HOOKS": "fuzz_checks"}
        words = folder / "words"
        with words.open("w") as output:
            asking = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder, env=environment)
        ending = "all asked"
        try:
            failed = asking.wait(TIME) != 0
        except subprocess.TimeoutExpired:
            # A slow machine is asked less; what it was asked still counts, by its own log.
            asking.kill()
            asking.wait()
            ending, failed = f"broken off after {TIME} s", False
        lived = server.poll() is None
        unhandled = len(re.findall(r"Unhandled error|status=5\d\d", log.read_text()))
        if failed or not lived or unhandled:
            print(words.read_text()[-6000:])
            print(log.read_text()[-3000:] if unhandled or not lived else "")
            print(f"fuzz: failed (server lives: {lived}, unhandled errors and 5xx: {unhandled})")
            return 1
        asked = log.read_text().count(" Answered")
        took = time.monotonic() - began
        print(f"fuzz: {asked} odd requests in {took:.0f} s ({ending}): no 5xx, every error a problem document")
        return 0 if asked > 100 else 1
    finally:
        if server:
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
