"""Times, medians, and the memory of a process."""
import pathlib
import statistics
import subprocess
import threading
import time


def seconds(work):
    start = time.monotonic()
    work()
    return time.monotonic() - start


def alternately(works, times):
    """Runs the works in turn, so that whatever slows the machine down slows all of them. Returns their times by name."""
    took = {name: [] for name in works}
    for _ in range(times):
        for name, work in works.items():
            took[name].append(seconds(work))
    return took


def spread(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values), "count": len(values)}


def _field(process, file, name):
    try:
        for line in pathlib.Path(f"/proc/{process}/{file}").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) / 1024
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        pass
    return 0


def peak(process):
    """The most memory a process ever had resident (VmHWM), in MB of 2^20 bytes; 0 once it has ended."""
    return _field(process, "status", "VmHWM")


def resident(process):
    return {"rss": _field(process, "smaps_rollup", "Rss"), "pss": _field(process, "smaps_rollup", "Pss")}


def run_watched(command, **options):
    """Runs a command to its end. Returns its output and the peak memory of this very process, not of its children."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    highest = [0]

    def watch():
        # The mark only ever rises, so the last reading before the end misses a few milliseconds at most.
        while process.poll() is None:
            highest[0] = max(highest[0], peak(process.pid))
            time.sleep(0.005)

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, complaint = process.communicate()
    watcher.join()
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}\n{complaint}")
    return output, highest[0]
