"""Measures Maru against a peer in the same run; see `script/bench --help`.

Every subject is one module with `measure(bench)`, which returns what is written to out/NAME.json. docs/benchmarks.md is
rendered from these files, so that one subject can be measured again without the others.
"""
import argparse
import json
import pathlib
import shutil
import sys
import tempfile

import council
import ledger
import live
import machine
import pages
import query
import register
import report
import search
import share

SUBJECTS = {"register": register, "share": share, "query": query, "search": search, "ledger": ledger,
            "pages": pages, "live": live, "council": council}


class Bench:
    """Where the programs are, where to work, and how much."""

    def __init__(self, options):
        self.root = pathlib.Path(__file__).resolve().parent.parent
        self.maru = str(self.root / ".build/release/maru")
        self.inside = str(self.root / ".build/release/maru-bench")
        self.duckdb = str(next(self.root.glob(".tools/venv/lib/python*/site-packages/duckdb_cli/duckdb")))
        self.tpchgen = str(self.root / ".tools/venv/bin/tpchgen-cli")
        self.out = self.root / "Benchmarks/out"
        self.options = options
        self.folder = None

    def say(self, text):
        print(f"  {text}", file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="script/bench", description="Measure Maru against the DuckDB CLI and the disk.")
    parser.add_argument("subjects", nargs="*", metavar="NAME", help=f"what to measure: {', '.join(SUBJECTS)}; all unless given")
    parser.add_argument("--csv-mb", type=int, default=1000, help="size of the CSV that is registered (1000)")
    parser.add_argument("--share-rows", type=int, default=10_000_000, help="rows of the table that is shared (10,000,000)")
    parser.add_argument("--scale", type=float, default=1, help="scale factor of TPC-H (1)")
    parser.add_argument("--datasets", type=int, default=100_000, help="datasets that are searched (100,000)")
    parser.add_argument("--acts", type=int, default=10_000_000, help="acts that are verified and proved over (10,000,000)")
    parser.add_argument("--repeat", type=int, default=3, help="how often the slow things are done (3); queries two times more")
    parser.add_argument("--render", action="store_true", help="only write docs/benchmarks.md from the last results")
    options = parser.parse_args()
    unknown = [name for name in options.subjects if name not in SUBJECTS]
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(SUBJECTS)}")
    return options


def main():
    options = arguments()
    bench = Bench(options)
    bench.out.mkdir(parents=True, exist_ok=True)
    if not options.render:
        for name in options.subjects or SUBJECTS:
            print(f"bench: {name}", file=sys.stderr, flush=True)
            bench.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-", dir=bench.out))
            try:
                found = SUBJECTS[name].measure(bench)
            finally:
                shutil.rmtree(bench.folder, ignore_errors=True)
            found = {"where": machine.described(bench), **found}
            (bench.out / f"{name}.json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
            print(SUBJECTS[name].told(found), flush=True)
    report.write(bench, SUBJECTS)


if __name__ == "__main__":
    main()
