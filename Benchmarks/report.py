"""docs/benchmarks.md, from the last results of every subject."""
import json

TITLES = {"register": "Registering", "share": "Sharing", "query": "Querying", "search": "Searching, starting, resting",
          "ledger": "The ledger"}

HEAD = """# Benchmarks

`script/bench` measures Maru against a peer in the same run (the DuckDB CLI, or the disk itself), with a release build, and
writes this page; `script/bench NAME…` measures some subjects again, `script/bench --help` tells how to make them smaller.
Nothing on this page is written by hand: a figure is here because it was measured, on the machine and commit that its section
names. Why a target is missed is in [benchmarks-notes.md](benchmarks-notes.md).
"""


def place(where):
    return (f"*{where['processor']}, {where['cores']} cores, {where['memory']}, {where['disk']}, {where['kernel']}; "
            f"{where['date']}, commit {where['commit']}, {where['build']} build.*")


def write(bench, subjects):
    found = {name: json.loads((bench.out / f"{name}.json").read_text()) for name in subjects
             if (bench.out / f"{name}.json").exists()}
    lines = [HEAD, "## Targets\n", "| What | Target | Measured | |", "|---|---|---|---|"]
    for name, result in found.items():
        for what, target, measured, holds in subjects[name].targets(result):
            lines.append(f"| {what} | {target} | {measured} | {'held' if holds else '**missed**'} |")
    for name, result in found.items():
        lines += [f"\n## {TITLES[name]}\n", subjects[name].rendered(result), place(result["where"])]
    (bench.root / "docs/benchmarks.md").write_text("\n".join(lines) + "\n")
