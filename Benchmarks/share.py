"""Making a share beside the same SELECT typed into the DuckDB CLI, and a grant of a whole table."""
import json
import statistics
import subprocess
import time

import clock
import programs

COLUMNS = ["citizen", "district", "day", "amount", "score"]
FILTER = "district < 40 AND amount >= 100"


def make(bench, file, rows):
    """Twenty columns, of which five are granted."""
    more = ", ".join(f"(i * {101 + n * 13} % {1000 + n * 77}) AS measure{n}" for n in range(10))
    programs.duckdb(bench, f"""
        COPY (SELECT 'C' || lpad((i * 7919 % 100000000)::VARCHAR, 9, '0') AS citizen, i % 80 AS district,
            DATE '2020-01-01' + (i % 2000)::INT AS day, i * 17 % 1000 AS amount, (i * 31 % 10000) / 100.0 AS score,
            'note ' || (i % 1000) AS note, i % 3 = 0 AS flag, i AS serial, i * 0.25 AS weight, 'K' || (i % 77) AS kind,
            {more} FROM range({rows}) r(i)) TO '{file}' (FORMAT parquet, COMPRESSION zstd)""")


def typed(file, target):
    """What Maru runs, typed by hand: HMAC-SHA-256 (RFC 2104) under a key of 32 bytes."""
    block = bytes(range(32)) + bytes(32)
    inner, outer = bytes(b ^ 0x36 for b in block).hex(), bytes(b ^ 0x5C for b in block).hex()
    name = f"sha256(unhex('{outer}') || unhex(sha256(unhex('{inner}') || encode(CAST(citizen AS VARCHAR)))))"
    return (f"COPY (SELECT {name} AS citizen, {', '.join(COLUMNS[1:])} FROM read_parquet('{file}') WHERE {FILTER}) "
            f"TO '{target}' (FORMAT parquet, COMPRESSION zstd);")


def measure(bench):
    options, folder = bench.options, bench.folder
    table, peer = folder / "table.parquet", folder / "peer.parquet"
    make(bench, table, options.share_rows)
    home = programs.Home(bench, folder / "home").prepare()
    dataset = home.register(table, access="request", table="rows")["id"]
    requests = [home.submit(dataset) for _ in range(options.repeat)]
    grants = []

    def grant():
        grants.append(home.call(home.officer, "request", "grant", requests[len(grants)], "--columns", ",".join(COLUMNS),
                                "--where", FILTER, "--transform", "citizen=pseudonymise", "--until", programs.UNTIL)["grant"])

    took = clock.alternately({"maru": grant, "duckdb": lambda: programs.duckdb(bench, typed(table, peer))}, options.repeat)
    shared = home.call(home.analyst, "grant", "show", grants[0])["share"]["tables"][0]
    sums = "SELECT count(*), count(DISTINCT citizen), sum(district), sum(amount), round(sum(score), 3), max(day) FROM '{}';"
    made = next((folder / "home/lake/shares" / grants[0]).rglob("*.parquet"))
    if programs.duckdb(bench, sums.format(made)) != programs.duckdb(bench, sums.format(peer)):
        raise SystemExit("the share and the typed SELECT differ")
    latency = through_server(home, dataset)
    whole = subprocess.run([bench.inside, "grant", "--home", str(folder / "inside"), "--file", str(table)],
                           capture_output=True, text=True, check=True, cwd=bench.root).stdout
    ours, theirs = statistics.median(took["maru"]), statistics.median(took["duckdb"])
    return {"rows": options.share_rows, "shared": shared["rows"], "maru": clock.spread(took["maru"]),
            "duckdb": clock.spread(took["duckdb"]), "timeRatio": ours / theirs, "whole": json.loads(whole),
            "wholeThroughServer": latency}


def through_server(home, dataset, times=15):
    """From the officer's POST until GET says `active`, over HTTP."""
    requests = [home.submit(dataset) for _ in range(times)]
    took = []
    with home.serving() as server:
        server.sign_in(home.officer)
        for request in requests:
            start = time.monotonic()
            made = server.ask(home.officer, "POST", f"/api/v1/requests/{request}/moves", {"move": "grant"})
            grant = made["grant"]
            while server.ask(home.officer, "GET", f"/api/v1/grants/{grant}")["stage"] != "active":
                time.sleep(0.002)
            took.append(time.monotonic() - start)
    return clock.spread(took)


def told(found):
    return (f"share {found['rows']:,} rows: {found['maru']['median']:.2f} s, DuckDB CLI {found['duckdb']['median']:.2f} s, "
            f"time ratio {found['timeRatio']:.2f}; whole table {found['whole']['milliseconds']['p50']:.1f} ms in process, "
            f"{found['wholeThroughServer']['median'] * 1000:.0f} ms over HTTP")


def targets(found):
    whole = found["whole"]["milliseconds"]
    return [
        ("Share of 5 of 20 columns, filter, pseudonym: time beside the DuckDB CLI", "≤ 1.2 ×",
         f"{found['timeRatio']:.2f} ×", found["timeRatio"] <= 1.2),
        ("Grant of a whole table, decision to active, median", "< 50 ms", f"{whole['p50']:.1f} ms", whole["p50"] < 50),
    ]


def rendered(found):
    whole, http = found["whole"], found["wholeThroughServer"]
    return f"""`maru request grant` over a table of {found['rows']:,} rows and 20 columns: 5 columns, the filter `{FILTER}`, one
pseudonym (HMAC-SHA-256); {found['shared']:,} rows come out. It is timed as a command, so that start, decision, worker, hashing and
syncing are all in it. The peer is the same SELECT with the same HMAC expression typed into the DuckDB CLI; counts and sums of
both results are compared.

| | Median | Fastest | Slowest |
|---|---:|---:|---:|
| `maru request grant` | {found['maru']['median']:.2f} s | {found['maru']['min']:.2f} s | {found['maru']['max']:.2f} s |
| DuckDB CLI | {found['duckdb']['median']:.2f} s | {found['duckdb']['min']:.2f} s | {found['duckdb']['max']:.2f} s |

A grant of the whole table ({whole['rows']:,} rows, {whole['bytes'] / 1e6:.0f} MB) links the owner's file. In process, from the decision to the
active grant, {whole['milliseconds']['count']} times: median {whole['milliseconds']['p50']:.1f} ms, p95 {whole['milliseconds']['p95']:.1f} ms, slowest {whole['milliseconds']['max']:.1f} ms. Through a running server, from
the POST until a GET says `active`, {http['count']} times: median {http['median'] * 1000:.0f} ms, slowest {http['max'] * 1000:.0f} ms.
"""
