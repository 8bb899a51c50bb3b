"""What lessons say of Flasks that no lesson runs on is seen on those Flasks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.claims.sentences import printed, proves
from tests.flasks.versions import python_with

KEPT_OPEN = """
from flask import Flask

app = Flask("bookshop")

@app.teardown_request
def clean_up(error):
    print("teardown")

with app.test_client() as client:
    client.get("/")
    print("in the block")
"""


@pytest.mark.parametrize(
    ("flask", "seen"),
    [
        ("2.1", ["in the block", "teardown"]),
        ("2.2", ["teardown", "in the block", "teardown"]),
    ],
    ids=str,
)
@proves("testing/teardown-again", "Flask up to 2.1 waited like this. Since 2.2 the request ends as")
def test_since_when_a_client_that_keeps_the_context_tears_down_twice(
    tmp_path: Path, flask: str, seen: list[str]
) -> None:
    assert printed(tmp_path, KEPT_OPEN, python_with(flask)).splitlines() == seen


@pytest.mark.parametrize(("flask", "there"), [("2.2", True), ("2.3", False)], ids=str)
@proves("errors/old-tutorial", "This name was taken out of Flask in version 2.3.")
def test_since_when_before_first_request_is_gone(tmp_path: Path, flask: str, there: bool) -> None:
    program = "from flask import Flask; print(hasattr(Flask, 'before_first_request'))"
    assert printed(tmp_path, program, python_with(flask)) == f"{there}\n"


ROTATED = """
from flask import Flask, session

def shop(key, *old):
    app = Flask("bookshop")
    app.secret_key = key
    app.config["SECRET_KEY_FALLBACKS"] = list(old)
    app.add_url_rule("/in", "in", lambda: session.update(name="Citra") or "in")
    app.add_url_rule("/", "home", lambda: session.get("name", "nobody"))
    return app

answer = shop("new", "old").test_client().get("/in")
cookie = answer.headers["Set-Cookie"].split(";")[0].removeprefix("session=")
for key in ["new", "old"]:
    visitor = shop(key).test_client()
    visitor.set_cookie("session", cookie)
    print(visitor.get("/").text, end=" ")
"""


@pytest.mark.parametrize(
    ("flask", "believed"), [("3.1.0", "nobody Citra"), ("3.1", "Citra nobody")], ids=str
)
@proves("configuration/fallbacks", "(Flask 3.1.0 alone still took an old one; 3.1.1 repaired it)")
def test_which_flask_signed_with_an_old_key(tmp_path: Path, flask: str, believed: str) -> None:
    assert printed(tmp_path, ROTATED, python_with(flask)) == f"{believed} "
