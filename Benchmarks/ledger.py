"""Appending, verifying and proving, beside the disk's own rate of syncs."""
import json
import pathlib
import shutil
import subprocess
import tempfile


def measure(bench):
    memory = pathlib.Path("/dev/shm")
    quick = tempfile.mkdtemp(prefix="maru-bench-", dir=memory) if memory.is_dir() else None
    try:
        command = [bench.inside, "ledger", "--folder", str(bench.folder), "--acts", str(bench.options.acts)]
        if quick:
            command += ["--memory", quick]
        return json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=bench.root).stdout)
    finally:
        if quick:
            shutil.rmtree(quick, ignore_errors=True)


def told(found):
    memory = found.get("appendedInMemory")
    without = f", {memory['perSecond']:,.0f} in memory" if memory else ""
    return (f"ledger: {found['appended']['perSecond']:,.0f} acts/s one per transaction (bare SQLite rows "
            f"{found['bareInserts']['perSecond']:,.0f}, disk {found['diskSyncs']['perSecond']:,.0f} syncs/s{without}); "
            f"{found['verified']['perSecond']:,.0f} acts/s verified; {found['size']:,} acts: inclusion "
            f"{found['inclusion']['p50']:.2f} ms, consistency {found['consistency']['p50']:.2f} ms")


def targets(found):
    appended, verified = found.get("appendedByFour", found["appended"])["perSecond"], found["verified"]["perSecond"]
    syncs, rewrites = (found.get(name, found["diskSyncs"])["perSecond"] for name in ("diskSyncs", "diskRewrites"))
    slow = "" if appended >= 5000 else f"; the disk alone {syncs:,.0f} appended, {rewrites:,.0f} written over"
    rows = [
        ("Ledger: acts appended by four at once, one per transaction, FULL sync", "≥ 5,000 /s where the disk allows",
         f"{appended:,.0f} /s{slow}", appended >= 5000),
        ("Ledger: acts verified", "≥ 100,000 /s", f"{verified:,.0f} /s", verified >= 100_000),
    ]
    for name, title in (("inclusion", "Inclusion"), ("consistency", "Consistency")):
        rows.append((f"{title} proof over {found['size']:,} acts, median", "about 1 ms", f"{found[name]['p50']:.2f} ms",
                     found[name]["p50"] <= 1.5 if found["size"] >= 10_000_000 else "not measured over 10 million"))
    return rows


def rendered(found):
    def rate(name, what):
        value = found.get(name)
        return f"| {what} | {value['count']:,} | {value['perSecond']:,.0f} |\n" if value else ""

    proofs = "\n".join(
        f"| {title} | {found[name]['count']:,} | {found[name]['p50']:.2f} | {found[name]['p95']:.2f} | {found[name]['p99']:.2f} |"
        for name, title in (("inclusion", "Inclusion, with act and checkpoint"), ("consistency", "Consistency, with both roots")))
    return f"""Everything goes through `Act.append` and `Acts`, in process; the disk, bare rows and acts by turns, a twentieth at a time. The
disk's own rate is 4 KiB appended to a file and `fdatasync`ed, one after another, and 12 KiB written over what is there: what SQLite
asks of it for a commit of one act, whose log is written from its beginning again every 4,000 pages. Bare rows are text of an
act's length inserted into a table with nothing else on it, one per transaction (WAL, FULL).

| | Count | a second |
|---|---:|---:|
{rate('diskSyncs', "The disk's syncs, appended")}{rate('diskRewrites', "The disk's syncs, written over")}{rate('bareInserts', 'Bare SQLite rows, one per transaction')}{rate('appended', 'Acts, one per transaction, one after another')}{rate('appendedByFour', 'Acts, one per transaction, by four at once')}{rate('appendedInMemory', 'Acts, one per transaction, store in memory (no disk)')}{rate('bulk', 'Acts, 10,000 per transaction')}{rate('verified', 'Acts verified (leaves, numbering, nodes, checkpoints)')}
Proofs over the {found['size']:,} acts ({found['bytes'] / 1e9:.1f} GB), at random places; each proof is checked. In ms:

| | Count | p50 | p95 | p99 |
|---|---:|---:|---:|---:|
{proofs}
"""
