"""The written opinions of a council of a thousand seats."""
import json
import subprocess


def measure(bench):
    bench.say("calling a meeting of 1,000 seats and giving their opinions")
    made = subprocess.run([bench.inside, "opinions", "--home", str(bench.folder / "home")], cwd=bench.root,
                          stdout=subprocess.PIPE, text=True, check=True).stdout
    return json.loads(made)


def told(found):
    return (f"opinions of {found['seats']:,} seats on {found['items']} items: a page p95 {found['page']['p95']:.1f} ms, "
            f"whole p95 {found['whole']['p95']:.1f} ms")


def targets(found):
    what = f"Opinions of {found['seats']:,} seats on {found['items']} items"
    return [
        (f"{what}, whole, p95 in process", "≤ 200 ms", f"{found['whole']['p95']:.1f} ms", found["whole"]["p95"] <= 200),
    ]


def rendered(found):
    rows = "\n".join(f"| {name} | {found[key]['p50']:.1f} | {found[key]['p95']:.1f} | {found[key]['max']:.1f} |"
                     for name, key in (("A page of 50 seats", "page"), ("Every seat", "whole"),
                                       ("Seats that have not answered", "unanswered")))
    return (f"{found['seats']:,} seats, {found['items']} items, {found['opinions']:,} opinions with a text each.\n\n"
            f"| | p50 ms | p95 ms | max ms |\n|---|--:|--:|--:|\n{rows}\n")
