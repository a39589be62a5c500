"""docs/benchmarks.md, from the last results of every subject."""
import json

TITLES = {"register": "Registering", "share": "Sharing", "query": "Querying", "search": "Searching, starting, resting",
          "ledger": "The ledger", "pages": "Pages", "live": "Following a meeting",
          "council": "Councils"}

HEAD = """# Benchmarks

`script/bench` measures Maru against a peer in the same run (the DuckDB CLI, or the disk itself), with a release build, and
writes this page; `script/bench NAME…` measures some subjects again, `script/bench --help` tells how to make them smaller.
A figure is here because it was measured, on the machine and commit that its section names. The last section is written by hand,
in `Benchmarks/notes.md`.
"""


def place(where):
    load = f", load {where['load']}" if "load" in where else ""
    return (f"*{where['processor']}, {where['cores']} cores, {where['memory']}, {where['disk']}, {where['kernel']}; "
            f"{where['date']}, commit {where['commit']}, {where['build']} build{load}.*")


def write(bench, subjects):
    found = {name: json.loads((bench.out / f"{name}.json").read_text()) for name in subjects
             if (bench.out / f"{name}.json").exists()}
    lines = [HEAD, "## Targets\n", "| What | Target | Measured | |", "|---|---|---|---|"]
    for name, result in found.items():
        for what, target, measured, holds in subjects[name].targets(result):
            verdict = holds if isinstance(holds, str) else "held" if holds else "**missed**"
            lines.append(f"| {what} | {target} | {measured} | {verdict} |")
    for name, result in found.items():
        lines += [f"\n## {TITLES[name]}\n", subjects[name].rendered(result), place(result["where"])]
    lines.append("\n" + (bench.root / "Benchmarks/notes.md").read_text().rstrip())
    (bench.root / "docs/benchmarks.md").write_text("\n".join(lines) + "\n")
