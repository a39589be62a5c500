"""On what, when and from which source something was measured."""
import datetime
import os
import pathlib
import platform
import subprocess


def _command(*words, folder=None):
    return subprocess.run(words, capture_output=True, text=True, cwd=folder, check=False).stdout.strip()


def _processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _memory():
    line = pathlib.Path("/proc/meminfo").read_text().splitlines()[0]
    return f"{int(line.split()[1]) / (1 << 20):.0f} GiB"


def _disk(folder):
    words = _command("findmnt", "-n", "-o", "SOURCE,FSTYPE", "--target", str(folder)).split()
    return " ".join(words) or "unknown"


def described(bench):
    changed = _command("git", "status", "--porcelain", "--", "Sources", "Benchmarks", folder=bench.root)
    commit = _command("git", "rev-parse", "--short", "HEAD", folder=bench.root)
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory": _memory(),
        "disk": _disk(bench.out),
        "kernel": f"{platform.system()} {platform.release()}",
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": commit + (" with uncommitted changes" if changed else ""),
        "build": "release",
        # Above the number of cores, others worked on the machine too.
        "load": round(os.getloadavg()[1], 1),
    }
