"""A home with many datasets: searching it, starting a server on it, and what the server holds in memory at rest."""
import json
import os
import pathlib
import shutil
import subprocess
import time

import clock
import programs


def seeded(bench):
    """The home, made once a commit of the schema: it takes minutes. Made in memory where there is room, then copied."""
    count = bench.options.datasets
    home = bench.out / f"home-{count}"
    if (home / "maru.sqlite").exists():
        return home, None
    memory = pathlib.Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 8 << 30
    draft = (memory if roomy else bench.folder) / f"maru-bench-{os.getpid()}"
    try:
        bench.say(f"registering {count:,} datasets")
        made = subprocess.run([bench.inside, "seed", "--home", str(draft), "--datasets", str(count)], cwd=bench.root,
                              stdout=subprocess.PIPE, text=True, check=True).stdout
        subprocess.run(["cp", "-a", str(draft), str(home)], check=True)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return home, json.loads(made)["registered"]


def measure(bench):
    place, registered = seeded(bench)
    found = json.loads(subprocess.run([bench.inside, "search", "--home", str(place)], cwd=bench.root, stdout=subprocess.PIPE,
                                      text=True, check=True).stdout)
    home = programs.Home(bench, place)
    starts = []
    for _ in range(bench.options.repeat + 2):
        with home.serving() as server:
            starts.append(server.ready_after)
    with home.serving() as server:
        # Long enough for what a start sets off to have ended.
        time.sleep(15)
        idle = clock.resident(server.process.pid)
        worked = after_work(server)
    return {"seeded": registered, **found, "start": clock.spread(starts), "idle": idle, "afterWork": worked}


def after_work(server):
    """At rest again after a thousand pages and searches."""
    server.tokens["nobody"] = ""
    for number in range(500):
        for path in ("/datasets", f"/api/v1/datasets?q=%EA%B0%80%EB%A1%9C%EB%93%B1&limit={10 + number % 20}"):
            server.connection.request("GET", path)
            server.connection.getresponse().read()
    time.sleep(5)
    return clock.resident(server.process.pid)


def told(found):
    return (f"search over {found['datasets']:,}: p50 {found['all']['p50']:.1f} ms, p95 {found['all']['p95']:.1f} ms; ready after "
            f"{found['start']['median'] * 1000:.0f} ms; idle {found['idle']['rss']:.0f} MB (PSS {found['idle']['pss']:.0f}), "
            f"after work {found['afterWork']['rss']:.0f} MB")


def targets(found):
    return [
        (f"Search over {found['datasets']:,} datasets, p95 in process", "≤ 10 ms", f"{found['all']['p95']:.1f} ms",
         found["all"]["p95"] <= 10),
        (f"Start to `/readyz` with {found['datasets']:,} datasets", "≤ 0.5 s", f"{found['start']['median']:.2f} s",
         found["start"]["median"] <= 0.5),
        ("Idle memory of the server (RSS)", "≤ 100 MB", f"{found['idle']['rss']:.0f} MB", found["idle"]["rss"] <= 100),
    ]


def rendered(found):
    lines = "\n".join(
        f"| {kind['name']} | {kind['example'] or '—'} | {kind['medianHits']:,} | {kind['milliseconds']['p50']:.1f} | "
        f"{kind['milliseconds']['p95']:.1f} | {kind['milliseconds']['max']:.1f} |" for kind in found["kinds"])
    every, start = found["all"], found["start"]
    return f"""{found['datasets']:,} datasets of 60 institutions, registered through the rooms' own doors, in a store on the disk. Searches in process
with hits, exact total and facets, {found['kinds'][0]['milliseconds']['count']} of each kind; all kinds together: p50 {every['p50']:.1f} ms, p95 {every['p95']:.1f} ms, p99 {every['p99']:.1f} ms.

| Kind of search | Example | Hits (median) | p50 ms | p95 ms | slowest ms |
|---|---|---:|---:|---:|---:|
{lines}

`maru serve` on this home answers `/readyz` after {start['median'] * 1000:.0f} ms (median of {start['count']}; slowest {start['max'] * 1000:.0f} ms), from the start of the process.
15 s later it holds {found['idle']['rss']:.0f} MB (RSS; PSS {found['idle']['pss']:.0f} MB); after 500 catalogue pages and 500 searches, at rest again,
{found['afterWork']['rss']:.0f} MB (PSS {found['afterWork']['pss']:.0f} MB).
"""
