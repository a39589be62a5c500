"""What fuzz.py asks of every answer beyond its status; loaded by schemathesis itself."""
import schemathesis


@schemathesis.check
def errors_are_problems(context, response, case):
    """Whoever is refused is told why, in the one shape that docs/problems.md describes."""
    if response.status_code < 400:
        return
    [kind] = response.headers.get("content-type", ["none"])
    assert kind.split(";")[0] == "application/problem+json", f"{response.status_code} as {kind}"
    if case.method.upper() == "HEAD":
        return
    problem = response.json()
    assert problem["status"] == response.status_code, problem
    assert problem["type"] == "about:blank" or problem["type"].startswith("/problems/"), problem
    assert problem["title"], problem
