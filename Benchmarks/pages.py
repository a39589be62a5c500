"""Pages as visitors get them, under load by wrk, beside Datasette's table and row pages over the same rows."""
import contextlib
import csv
import gzip
import http.client
import json
import random
import re
import socket
import sqlite3
import subprocess
import time
import urllib.parse

import programs
import search

PEER = "0.65.5"
ROWS = 10_000
WAITING = 500
SECONDS = 8

# wrk's own figures as JSON, and how many answers were no page.
SCRIPT = """done = function(summary, latency, requests)
  io.write(string.format('\\n{"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "failed": %d}\\n', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    summary.errors.status + summary.errors.read + summary.errors.connect + summary.errors.timeout))
end
"""


def table(folder):
    """One table for both: as CSV for Maru, in SQLite for Datasette."""
    dice = random.Random(1)
    names = ["시설번호", "시설명", "자치구", "지정일", "수용인원", "면적", "야간개방", "관리부서"]
    places = ["종로구", "용산구", "성동구", "강남구", "송파구", "마포구", "은평구", "노원구"]
    rows = [(number, f"{dice.choice(places)} 쉼터 {number}", dice.choice(places),
             f"20{dice.randrange(10, 26)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}", dice.randrange(5, 500),
             round(dice.uniform(10, 900), 1), dice.choice(["예", "아니오"]), f"{dice.choice(places)} 복지과")
            for number in range(1, ROWS + 1)]
    file = folder / "shelters.csv"
    with open(file, "w", newline="") as out:
        csv.writer(out).writerows([names, *rows])
    store = folder / "peer.db"
    with contextlib.closing(sqlite3.connect(store)) as database, database:
        database.execute('CREATE TABLE shelters ("시설번호" INTEGER PRIMARY KEY, "시설명" TEXT, "자치구" TEXT, "지정일" TEXT, '
                         '"수용인원" INTEGER, "면적" REAL, "야간개방" TEXT, "관리부서" TEXT)')
        database.executemany("INSERT INTO shelters VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return file, store


@contextlib.contextmanager
def peer(bench, store):
    """Datasette as its own documentation starts it, from an environment of its own."""
    place = bench.root / ".tools/bench-venv"
    program = place / "bin/datasette"
    if not program.exists():
        bench.say(f"installing datasette {PEER}")
        subprocess.run(["python3", "-m", "venv", str(place)], check=True)
        subprocess.run([str(place / "bin/pip"), "install", "-q", "--disable-pip-version-check", f"datasette=={PEER}"],
                       check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([str(program), "serve", str(store), "--port", str(port)], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while True:
            try:
                http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/")
                break
            except OSError:
                if time.monotonic() > until:
                    raise SystemExit("datasette did not start") from None
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def load(bench, port, path):
    script = bench.folder / "told.lua"
    script.write_text(SCRIPT)
    told = subprocess.run(
        ["wrk", "-t2", "-c16", f"-d{SECONDS}s", "--timeout", "30s", "-s", str(script), "-H", "Accept: text/html", f"http://127.0.0.1:{port}{path}"],
        stdout=subprocess.PIPE, text=True, check=True).stdout
    found = json.loads(told.strip().splitlines()[-1])
    if found["failed"]:
        raise SystemExit(f"{path}: {found['failed']} of {found['requests']} failed")
    return {"rate": found["requests"] / found["seconds"], "p50": found["p50"], "p99": found["p99"]}


def get(port, path, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Accept": "text/html", **(headers or {})})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status}")
    return text


def timed(port, paths, headers=None):
    """Milliseconds of one page after another, as one visitor waits for them, over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    took = []
    for path in paths:
        start = time.monotonic()
        connection.request("GET", path, headers={"Accept": "text/html", **(headers or {})})
        answer = connection.getresponse()
        answer.read()
        took.append((time.monotonic() - start) * 1000)
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
    connection.close()
    took.sort()
    return {"p50": took[len(took) // 2], "p95": took[int(len(took) * 0.95)], "max": took[-1], "count": len(took)}


def measure(bench):
    home = programs.Home(bench, bench.folder / "home").prepare()
    file, store = table(bench.folder)
    open_data = home.register(str(file), access="open", table="shelters", title="무더위 쉼터")["id"]
    asked = home.register(str(file), access="request", table="shelters", title="무더위 쉼터 (요청)")["id"]
    with home.serving() as server, peer(bench, store) as port:
        ours = f"/datasets/{open_data}"
        pages = {"dataset": (server.port, ours), "row": (port, "/peer/shelters/1"), "table": (port, "/peer/shelters")}
        sizes = {name: len(get(*page)) for name, page in pages.items()}
        loads = {name: [] for name in pages}
        for _ in range(bench.options.repeat):
            for name, page in pages.items():
                loads[name].append(load(bench, *page))
        found = {"bytes": sizes, "first": first_page(server.port), "desk": desk(bench, home, server, asked)}
        for name, all_of_it in loads.items():
            found[name] = sorted(all_of_it, key=lambda one: one["rate"])[len(all_of_it) // 2]
    return {**found, "search": searches(bench)}


def first_page(port):
    """The first page with all it asks for, as gzip makes it; the pictures in it are inline."""
    html = get(port, "/")
    asked = sorted(set(re.findall(r'(?:href|src)="(/assets/[^"]+)"', html.decode())))
    parts = {"html": html, **{path.split("?")[0]: get(port, path) for path in asked}}
    return {"parts": {name: len(gzip.compress(part, 6)) for name, part in parts.items()},
            "plain": sum(map(len, parts.values()))}


def desk(bench, home, server, dataset):
    """The desk of an officer with 500 requests on it, from a browser's session."""
    server.sign_in(home.analyst)
    for number in range(WAITING):
        server.ask(home.analyst, "POST", "/api/v1/requests",
                   {"dataset": dataset, "purpose": f"배치 분석 {number}", "method": "집계", "until": programs.UNTIL})
    word = "여름 밤 쉼터 2026 산책"
    told = subprocess.run(home.command("secretariat@asker.example", "person", "password", "--email", home.officer),
                          input=word + "\n", capture_output=True, text=True)
    if told.returncode != 0:
        raise SystemExit(told.stderr)
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("POST", "/sign-in", urllib.parse.urlencode({"email": home.officer, "password": word}),
                       {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"})
    answer = connection.getresponse()
    answer.read()
    session = {"Cookie": answer.getheader("Set-Cookie").split(";")[0]}
    if str(WAITING) not in get(server.port, "/desk", session).decode():
        raise SystemExit("the desk does not hold what waits")
    return timed(server.port, ["/desk"] * 60, session)


def searches(bench):
    """The search page as people use it, over many datasets."""
    place, _ = search.seeded(bench)
    words = ["무더위쉼터", "종로구 하천 수위 관측", "대기질 측정", "버스정류장", "미세먼지", "Air quality", "경로당", "수원시", "도서관 대출",
             "강남구 공영주차장"]
    query = [urllib.parse.quote(word) for word in words]
    paths = ["/datasets"] + [f"/datasets?q={word}" for word in query]
    paths += [f"/datasets?q={word}&access=open" for word in query[:3]] + [f"/datasets?q={word}&page=3" for word in query[2:4]]
    home = programs.Home(bench, place)
    with home.serving() as server:
        timed(server.port, paths)
        return timed(server.port, paths * 20)


def told(found):
    return (f"dataset page {found['dataset']['rate']:,.0f}/s, p99 {found['dataset']['p99']:.1f} ms; Datasette's row page "
            f"{found['row']['rate']:,.0f}/s, table page {found['table']['rate']:,.0f}/s; desk {found['desk']['p50']:.0f} ms; search "
            f"p95 {found['search']['p95']:.1f} ms; first page {sum(found['first']['parts'].values()) / 1024:.1f} KB")


def targets(found):
    page, times = found["dataset"], found["dataset"]["rate"] / found["row"]["rate"]
    first = sum(found["first"]["parts"].values()) / 1024
    return [
        ("Dataset page, 16 connections", "≥ 1,000/s, p99 ≤ 50 ms", f"{page['rate']:,.0f}/s, {page['p99']:.1f} ms",
         page["rate"] >= 1000 and page["p99"] <= 50),
        ("Dataset page against Datasette's row page", "10 ×", f"{times:.1f} ×", times >= 10),
        (f"My desk with {WAITING} waiting, median", "≤ 100 ms", f"{found['desk']['p50']:.0f} ms", found["desk"]["p50"] <= 100),
        ("Search page, p95", "≤ 40 ms", f"{found['search']['p95']:.1f} ms", found["search"]["p95"] <= 40),
        ("First page as gzip, with styles and script", "≤ 100 KB", f"{first:.1f} KB", first <= 100),
    ]


def rendered(found):
    names = {"dataset": "Maru: dataset page (columns, distributions, first rows)", "row": f"Datasette {PEER}: row page",
             "table": f"Datasette {PEER}: table page (100 rows)"}
    lines = "\n".join(f"| {title} | {found['bytes'][name]:,} | {found[name]['rate']:,.0f} | {found[name]['p50']:.1f} | "
                      f"{found[name]['p99']:.1f} |" for name, title in names.items())
    desk_, search_, parts = found["desk"], found["search"], found["first"]["parts"]
    first = ", ".join(f"{name} {size / 1024:.1f}" for name, size in parts.items())
    return f"""`wrk -t2 -c16`, {SECONDS} s in turn, the median run by rate; one table of {ROWS:,} rows and 8 columns in both. wrk shares the cores
with what it measures.

| Page | bytes | requests/s | p50 ms | p99 ms |
|---|---:|---:|---:|---:|
{lines}

One visitor after another, over one connection: the desk of an officer with {WAITING} requests waiting takes p50 {desk_['p50']:.1f} ms, p95
{desk_['p95']:.1f} ms ({desk_['count']} times); the search page p50 {search_['p50']:.1f} ms, p95 {search_['p95']:.1f} ms, slowest {search_['max']:.1f} ms ({search_['count']} times).
The first page is {sum(parts.values()) / 1024:.1f} KB as gzip -6 ({found['first']['plain'] / 1024:.1f} KB as sent; {first}).
Maru itself does not compress; the proxy before it can.
"""
