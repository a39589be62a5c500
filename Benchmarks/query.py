"""The 22 queries of TPC-H, through the API of a running server and through the command line, beside the DuckDB CLI."""
import json
import math
import pathlib
import statistics
import subprocess

import clock
import programs

TEXTS = {int(file.stem[1:]): file.read_text() for file in sorted((pathlib.Path(__file__).parent / "tpch").glob("q*.sql"))}
FIXED, FACTOR = 0.060, 1.05


def limit(seconds):
    return FIXED + FACTOR * seconds


def same(ours, theirs):
    if isinstance(ours, bool) or isinstance(theirs, bool) or ours is None or theirs is None:
        return ours == theirs
    try:
        return math.isclose(float(ours), float(theirs), rel_tol=1e-9, abs_tol=1e-9)
    except (TypeError, ValueError):
        return str(ours) == str(theirs)


def compare(number, answer, lines):
    rows = json.loads(lines) if lines.strip() else []
    wanted = [list(row.values()) for row in rows[:10_000]]
    equal = len(answer) == len(wanted) and all(
        len(a) == len(b) and all(map(same, a, b)) for a, b in zip(answer, wanted))
    if not equal:
        raise SystemExit(f"query {number}: the answers differ\n{answer[:2]}\n{wanted[:2]}")


def measure(bench):
    folder = bench.folder
    subprocess.run([bench.tpchgen, "parquet", "-s", f"{bench.options.scale:g}", f"--output-dir={folder}/tpch"], check=True,
                   capture_output=True)
    home = programs.Home(bench, folder / "home").prepare()
    files = sorted((folder / "tpch").glob("*.parquet"))
    dataset = home.register(*files, access="registered")["id"]
    grant = home.call(home.analyst, "use", dataset, "--purpose", "성능 확인", "--method", "집계", "--until",
                      programs.UNTIL)["grant"]
    views = "".join(f"CREATE VIEW {file.stem} AS FROM read_parquet('{made}');\n" for file in files
                    for made in (folder / "home/lake/shares" / grant).rglob(f"{file.stem}/*.parquet"))
    queries = []
    with home.serving() as server:
        server.sign_in(home.analyst)
        for number, text in TEXTS.items():
            def api(text=text):
                return server.ask(home.analyst, "POST", "/api/v1/queries", {"sql": text, "grants": [grant], "limit": 10_000})

            def cli(text=text):
                return home.call(home.analyst, "query", text, "--grant", grant)

            def peer(text=text):
                return programs.duckdb(bench, f"{views}{text};", mode="-json")

            wanted = peer()
            compare(number, api()["rows"], wanted)
            compare(number, cli()["rows"], wanted)
            took = clock.alternately({"api": api, "cli": cli, "duckdb": peer}, bench.options.repeat + 2)
            medians = {name: statistics.median(times) for name, times in took.items()}
            queries.append({"number": number, **medians,
                            "holdsAPI": medians["api"] <= limit(medians["duckdb"]),
                            "holdsCLI": medians["cli"] <= limit(medians["duckdb"])})
    return {"scale": bench.options.scale, "times": bench.options.repeat + 2, "queries": queries}


def summed(found, name):
    return sum(query[name] for query in found["queries"])


def overhead(found, name):
    """The median of what a query takes beyond 1.05 × the peer, in ms."""
    return statistics.median((query[name] - FACTOR * query["duckdb"]) * 1000 for query in found["queries"])


def told(found):
    held = {name: sum(query[f"holds{name}"] for query in found["queries"]) for name in ("API", "CLI")}
    return (f"query TPC-H SF{found['scale']:g}: all 22 equal; API {summed(found, 'api'):.2f} s ({held['API']} within the target), CLI "
            f"{summed(found, 'cli'):.2f} s ({held['CLI']} within), DuckDB CLI {summed(found, 'duckdb'):.2f} s; beyond 1.05 ×: "
            f"API {overhead(found, 'api'):.0f} ms, CLI {overhead(found, 'cli'):.0f} ms")


def targets(found):
    rows = []
    for name, door in (("api", "the API"), ("cli", "`maru query`")):
        held = sum(query["holds" + name.upper()] for query in found["queries"])
        rows.append((f"TPC-H SF{found['scale']:g} through {door}: queries within 60 ms + 1.05 × the DuckDB CLI", "22 of 22",
                     f"{held} of 22, median 1.05 × + {overhead(found, name):.0f} ms", held == len(found["queries"])))
    return rows


def rendered(found):
    lines = "\n".join(
        f"| {q['number']} | {q['duckdb'] * 1000:.0f} | {limit(q['duckdb']) * 1000:.0f} | {q['api'] * 1000:.0f}"
        f"{'' if q['holdsAPI'] else ' ✗'} | {q['cli'] * 1000:.0f}{'' if q['holdsCLI'] else ' ✗'} |" for q in found["queries"])
    return f"""The 22 queries of TPC-H (texts of our own in `Benchmarks/tpch`, validation parameters) over the eight tables of scale factor
{found['scale']:g}, registered, granted and shared. API: `POST /api/v1/queries` to a running server, from request to the last byte of the answer.
CLI: `maru query` from start to end. Peer: the DuckDB CLI over the very files of the share, printing JSON. The three in turn,
{found['times']} times each; every answer is compared with the peer's. Medians in ms; ✗ marks what is beyond the target.

| Query | DuckDB CLI | Target | API | CLI |
|---:|---:|---:|---:|---:|
{lines}
| all | {summed(found, 'duckdb') * 1000:.0f} | | {summed(found, 'api') * 1000:.0f} | {summed(found, 'cli') * 1000:.0f} |
"""
