"""Registering a CSV, beside the DuckDB CLI reading the same file into Parquet."""
import os
import statistics

import clock
import programs


def make(bench, file, megabytes):
    """A table as institutions have them: codes, Korean names, days, quantities, measurements, a note."""
    rows = int(megabytes * 1_000_000 / 113)
    programs.duckdb(bench, f"""
        COPY (SELECT 'F-' || lpad((i * 7919 % 100000000)::VARCHAR, 8, '0') AS "관리번호",
            ['가람', '나루', '다솔', '라온', '마루'][1 + i % 5] || (i % 9973) || '호' AS "시설명",
            ['종로구', '중구', '용산구', '성동구', '광진구', '마포구', '해운대구'][1 + i % 7] AS "구",
            DATE '2015-01-01' + (i * 31 % 4000)::INT AS "기준일",
            strftime(TIMESTAMP '2025-01-01 00:00:00' + to_seconds(i * 17 % 31536000), '%Y-%m-%d %H:%M:%S') AS "등록일시",
            i * 13 % 500 AS "이용인원", round((i * 37 % 100000) / 7.0, 2) AS "면적",
            round(126 + (i * 101 % 1000000) / 1000000.0, 6) AS "경도", round(37 + (i * 211 % 1000000) / 1000000.0, 6) AS "위도",
            CASE WHEN i % 3 = 0 THEN 'Y' ELSE 'N' END AS "야간", md5((i % 50000)::VARCHAR)[1:12] AS "비고"
            FROM range({rows}) r(i)) TO '{file}' (HEADER)""")


def measure(bench):
    options, folder = bench.options, bench.folder
    large, small = folder / "large.csv", folder / "small.csv"
    make(bench, large, options.csv_mb)
    make(bench, small, options.csv_mb / 10)
    home = programs.Home(bench, folder / "home").prepare()
    peaks = {"small": [], "large": []}

    def register(file, name):
        command = home.command(home.steward, "dataset", "register", file, "--institution", "6110000", "--table", "rows",
                               "--title", name, "--access", "registered")
        peaks[name].append(clock.run_watched(command)[1])

    def peer(_=None):
        programs.duckdb(bench, f"COPY (FROM read_csv('{large}')) TO '{folder}/peer.parquet' (FORMAT parquet, COMPRESSION zstd);")

    took = clock.alternately({"maru": lambda: register(large, "large"), "duckdb": peer}, options.repeat)
    register(small, "small")
    server = through_server(bench, home, large)
    ours, theirs = statistics.median(took["maru"]), statistics.median(took["duckdb"])
    return {
        "csvBytes": os.path.getsize(large), "smallCsvBytes": os.path.getsize(small),
        "maru": clock.spread(took["maru"]), "duckdb": clock.spread(took["duckdb"]), "rateRatio": theirs / ours,
        "peakCommandMB": max(peaks["large"]), "peakCommandSmallMB": max(peaks["small"]), "server": server,
    }


def through_server(bench, home, file):
    """The same file sent to a running server: the upload, then until it is read."""
    with home.serving() as server:
        server.sign_in(home.steward)
        before = server.peak()
        uploads = []
        upload = clock.seconds(lambda: uploads.append(server.upload(home.steward, file, "large.csv")))
        after_upload = server.peak()

        def read():
            made = server.ask(home.steward, "POST", "/api/v1/datasets", {
                "institution": "6110000", "title": "보낸 자료", "access": "registered",
                "files": [{"upload": uploads[0], "table": "rows"}]})
            server.finish(home.steward, made["job"])

        reading = clock.seconds(read)
        return {"uploadSeconds": upload, "readSeconds": reading, "peakStartMB": before, "peakUploadMB": after_upload,
                "peakMB": server.peak()}


def told(found):
    return (f"register {found['csvBytes'] / 1e6:.0f} MB: {found['maru']['median']:.2f} s, DuckDB CLI "
            f"{found['duckdb']['median']:.2f} s, rate ratio {found['rateRatio']:.2f}; peak {found['peakCommandMB']:.0f} MB, "
            f"server {found['server']['peakMB']:.0f} MB")


def targets(found):
    server = found["server"]
    return [
        ("Registering: rate beside the DuckDB CLI", "≥ 0.5 ×", f"{found['rateRatio']:.2f} ×", found["rateRatio"] >= 0.5),
        ("Registering: peak memory of `maru`", "≤ 200 MB", f"{found['peakCommandMB']:.0f} MB", found["peakCommandMB"] <= 200),
        ("Registering: peak memory of the server", "≤ 200 MB", f"{server['peakMB']:.0f} MB", server["peakMB"] <= 200),
    ]


def rendered(found):
    server = found["server"]
    return f"""A CSV of {found['csvBytes'] / 1e6:.0f} MB (11 columns, Korean headers) is registered with `maru dataset register`: copied and
hashed, typed without loss, written as Parquet, profiled and searched for personal data. The peer is
`COPY (FROM read_csv(…)) TO … (FORMAT parquet, COMPRESSION zstd)`, the two in turn, {found['maru']['count']} times each.

| | Median | Fastest | Slowest |
|---|---:|---:|---:|
| `maru dataset register` | {found['maru']['median']:.2f} s | {found['maru']['min']:.2f} s | {found['maru']['max']:.2f} s |
| DuckDB CLI | {found['duckdb']['median']:.2f} s | {found['duckdb']['min']:.2f} s | {found['duckdb']['max']:.2f} s |

Peak resident memory (VmHWM) of the `maru` process, DuckDB's worker not counted: {found['peakCommandMB']:.0f} MB for {found['csvBytes'] / 1e6:.0f} MB,
{found['peakCommandSmallMB']:.0f} MB for {found['smallCsvBytes'] / 1e6:.0f} MB. Sent over HTTP to `maru serve`: {server['uploadSeconds']:.2f} s for the upload,
{server['readSeconds']:.2f} s until it was registered; the server's peak was {server['peakMB']:.0f} MB ({server['peakStartMB']:.0f} MB before the upload).
"""
