"""A meeting of 1,000 seats that 1,000 people follow: when the last of them sees a change, and what it takes."""
import asyncio
import contextlib
import sqlite3
import time

import programs

SEATS = 1000
FOLLOWERS = 1000
CHANGES = 12


def convene(home):
    """A council whose 1,000 seats are invited to a meeting that can be opened, put into the store of a server that is off."""
    with contextlib.closing(sqlite3.connect(f"{home.folder}/maru.sqlite")) as store, store:
        now = time.strftime("%Y-%m-%d %H:%M:%S.000", time.gmtime())
        day = time.strftime("%Y-%m-%d")
        me, mine = store.execute("SELECT id, institution FROM person WHERE email LIKE 'secretariat@%'").fetchone()

        def put(table, **row):
            store.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))

        put("council", id="c", code="officers", name="책임관 협의회", kind="officers", createdAt=now)
        put("operationPlan", id="p", council="c", version=1, stage="adopted", purpose="공동 활용", membership="책임관",
            meetingsPerYear=4, workingMethod="", writtenBy=me, createdAt=now, adoptedAt=now, adoptedBy=me)
        put("meeting", id="m", council="c", number=4, title="제4차 회의", stage="papersClosed", startsAt=now,
            endsAt="2099-01-01 00:00:00.000", isOnline=1, room="r", papersDue=day, opinionsDue=day, sequence=0, createdAt=now)
        for item in range(12):
            put("agendaItem", id=f"i{item}", meeting="m", position=item + 1, kind="discussion", title=f"안건 {item + 1}", text="",
                minutes=10, visibility="officials", stage="waiting")
        like = dict(zip([column[1] for column in store.execute("PRAGMA table_info(institution)")],
                        store.execute("SELECT * FROM institution WHERE id = ?", [mine]).fetchone()))
        for seat in range(SEATS):
            name = f"{seat}번시"
            put("institution", **{**like, "id": f"n{seat}", "code": str(9_000_000 + seat), "name": name})
            put("seat", id=f"s{seat}", council="c", institution=f"n{seat}", kind="member", person=me if seat == 0 else None,
                since=day)
            put("invitation", meeting="m", seat=f"s{seat}", answer="accepted", tokenHash=f"t{seat}", isObserver=0)


class Follower:
    """One browser: keeps the line open and notes when it hears of which event."""

    def __init__(self, port, token):
        self.port, self.token, self.heard = port, token, {}

    async def follow(self, ready):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        writer.write(f"GET /meetings/m/session/live HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token}\r\n"
                     "Accept: text/event-stream\r\n\r\n".encode())
        first = True
        while line := await reader.readline():
            if line.startswith(b"id: "):
                self.heard[int(line[4:])] = time.monotonic()
                if first:
                    first = False
                    ready.release()
        writer.close()


async def play(server, who):
    ready = asyncio.Semaphore(0)
    followers = [Follower(server.port, server.tokens[who]) for _ in range(FOLLOWERS)]
    tasks = []
    for place, follower in enumerate(followers):
        tasks.append(asyncio.create_task(follower.follow(ready)))
        if place % 50 == 49:
            await asyncio.sleep(0.05)
    for _ in followers:
        await asyncio.wait_for(ready.acquire(), 120)
    took = []
    for change in range(CHANGES):
        move = {"move": "begin", "item": f"i{change}"}
        start = time.monotonic()
        seen = await asyncio.to_thread(server.ask, who, "POST", "/api/v1/meetings/m/session/moves", move)
        until = time.monotonic() + 30
        while any(max(one.heard) < seen["seq"] for one in followers) and time.monotonic() < until:
            await asyncio.sleep(0.005)
        for one in followers:
            times = [at for seq, at in one.heard.items() if seq >= seen["seq"]]
            if not times:
                raise SystemExit("somebody who follows heard nothing")
            took.append(min(times) - start)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return sorted(took)


def measure(bench):
    home = programs.Home(bench, bench.folder / "home").prepare()
    who = "secretariat@asker.example"
    convene(home)
    with home.serving() as server:
        server.sign_in(who)
        server.ask(who, "POST", "/api/v1/meetings/m/session/moves", {"move": "open"})
        took = asyncio.run(play(server, who))
        peak = server.peak()
    return {"followers": FOLLOWERS, "seats": SEATS, "p50": took[len(took) // 2], "p99": took[int(len(took) * 0.99)],
            "last": took[-1], "peak": peak}


def told(found):
    return (f"{found['followers']:,} follow a meeting of {found['seats']:,} seats: p50 {found['p50'] * 1000:.0f} ms, p99 "
            f"{found['p99'] * 1000:.0f} ms, last {found['last'] * 1000:.0f} ms after the change was sent; {found['peak']:.0f} MB")


def targets(found):
    return [
        (f"A change on the live page, last of {found['followers']:,} who follow", "≤ 1 s", f"{found['last']:.2f} s", found["last"] <= 1),
        (f"Memory of the server with {found['followers']:,} who follow", "≤ 300 MB", f"{found['peak']:.0f} MB", found["peak"] <= 300),
    ]


def rendered(found):
    return f"""{found['followers']:,} lines of server-sent events to one meeting of {found['seats']:,} seats with 12 items; one item after another is
begun over the API, and the time is from sending that request until each of them has the new part of the page. The program that
listens shares the cores with the server.

p50 {found['p50'] * 1000:.0f} ms, p99 {found['p99'] * 1000:.0f} ms, the last {found['last'] * 1000:.0f} ms; the server's memory at its peak {found['peak']:.0f} MB.
"""
