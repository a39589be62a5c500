"""Registering and asking, through the command line, beside the DuckDB CLI doing the same work.

    script/bench [--rows N]      rows of the generated CSV (2,000,000 by default)
"""
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

MARU = sys.argv[1]
ROWS = int(sys.argv[sys.argv.index("--rows") + 1]) if "--rows" in sys.argv else 2_000_000
DUCKDB = next(pathlib.Path(".tools/venv/lib").glob("python*/site-packages/duckdb_cli/duckdb"))


def duckdb(sql):
    subprocess.run([str(DUCKDB), "-no-init", ":memory:"], input=sql, text=True, check=True, stdout=subprocess.DEVNULL)


def maru(home, who, *args):
    done = subprocess.run([MARU, "--home", home, "--json", "--as", who, *args], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def median(work, times=3):
    took = []
    for _ in range(times):
        start = time.monotonic()
        work()
        took.append(time.monotonic() - start)
    return statistics.median(took)


with tempfile.TemporaryDirectory() as folder:
    home, csv = f"{folder}/home", f"{folder}/rows.csv"
    duckdb(f"COPY (SELECT 'C' || i AS code, i % 1000 AS n, i * 0.5 AS x, DATE '2020-01-01' + (i % 2000)::INT AS d, "
           f"'text ' || (i % 77) AS t FROM range({ROWS}) r(i)) TO '{csv}' (HEADER)")
    size = pathlib.Path(csv).stat().st_size
    maru(home, "s@x.example", "init", "--secretariat", "s@x.example", "--name", "s", "--institution-code", "1",
         "--institution-name", "x")
    maru(home, "s@x.example", "appoint", "--email", "s@x.example", "--institution", "1", "--role", "steward")
    made = {}

    def register():
        made["id"] = maru(home, "s@x.example", "dataset", "register", csv, "--institution", "1", "--table", "rows", "--title",
                          "rows", "--access", "registered")["id"]

    ours = median(register)
    theirs = median(lambda: duckdb(f"COPY (FROM read_csv('{csv}')) TO '{folder}/x.parquet' (FORMAT parquet, COMPRESSION zstd)"))
    print(f"register {size >> 20} MB: {ours:.2f} s, DuckDB CLI {theirs:.2f} s, rate ratio {theirs / ours:.2f}")
    grant = maru(home, "s@x.example", "use", made["id"], "--purpose", "p", "--method", "m", "--until", "2099-01-01")["grant"]
    share = next(pathlib.Path(home).rglob(f"shares/{grant}/**/*.parquet"))
    sql = "SELECT n, count(*), sum(x) FROM {} GROUP BY n ORDER BY n"
    ours = median(lambda: maru(home, "s@x.example", "query", sql.format("rows"), "--grant", grant), 5)
    theirs = median(lambda: duckdb(sql.format(f"'{share}'") + ";"), 5)
    print(f"query: {ours * 1000:.0f} ms, DuckDB CLI {theirs * 1000:.0f} ms, difference {(ours - theirs) * 1000:.0f} ms")
