"""`progress --send`: each statement once, whatever the store answers, and no secret shown."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.process import flasktutor
from tests.xapi.answers import learner
from tests.xapi.server import named, serving

SECRET = "key:hush-hush"


def send(url: str, home: Path, *more: str, **variables: str) -> subprocess.CompletedProcess[str]:
    known = {"NETRC": str(home / "none"), **variables}
    return flasktutor("progress", "--send", url, "--name", "Ayu", *more, home=home, more=known)


def always(status: int) -> Any:
    return lambda _number, _statements: status


def test_each_is_sent_once(tmp_path: Path) -> None:
    count = learner(tmp_path, 450)
    with serving(always(200)) as server:
        done = send(server.url + "/xapi/", tmp_path, FLASKTUTOR_STORE=SECRET)
        again = send(server.url + "/xapi", tmp_path, FLASKTUTOR_STORE=SECRET)
    assert (done.returncode, done.stderr, again.returncode) == (0, "", 0)
    assert f"{count} statements" in done.stdout
    assert "has everything already" in again.stdout
    assert len(server.taken) == len(set(server.taken)) == count
    assert set(server.paths) == {"/xapi/statements"}
    assert len(server.requests) == 3
    headers = server.headers[0]
    assert headers["X-Experience-Api-Version"] == "1.0.3"
    assert headers["Authorization"] == f"Basic {base64.b64encode(SECRET.encode()).decode()}"


def test_what_is_said_of_an_answer(tmp_path: Path) -> None:
    learner(tmp_path, 2)
    with serving(always(200)) as server:
        send(server.url, tmp_path)
    (begun, right, wrong, finished) = server.requests[0]
    assert begun["verb"]["id"].endswith("/initialized")
    assert finished["verb"]["id"].endswith("/completed")
    assert right["verb"]["id"].endswith("/answered")
    assert right["actor"]["account"] == {"homePage": server.url, "name": "Ayu"}
    assert right["result"]["success"] is True
    assert right["result"]["response"] == "print(1)\n☕"
    assert right["result"]["duration"] == "PT2.25S"
    assert wrong["result"]["success"] is False
    assert wrong["result"]["extensions"] == {
        "urn:flasktutor:hints": 1,
        "urn:flasktutor:misconception": "g-dies-with-context",
    }
    assert "Authorization" not in server.headers[0]


def test_a_dry_run_shows_all_and_asks_nobody(tmp_path: Path) -> None:
    count = learner(tmp_path, 3)
    with serving(always(200)) as server:
        shown = send(server.url, tmp_path, "--dry-run")
        plain = send(server.url, tmp_path, "--dry-run", "--json")
        assert not server.requests
        send(server.url, tmp_path)
    assert json.loads(shown.stdout) == json.loads(plain.stdout)["statements"] == server.requests[0]
    assert f"{count} statements would go" in shown.stderr


def test_a_store_that_is_busy_is_tried_again(tmp_path: Path) -> None:
    count = learner(tmp_path, 3)
    with serving(lambda number, _statements: 503 if number < 2 else 200) as server:
        assert send(server.url, tmp_path).returncode == 0
    assert len(server.taken) == count


def test_what_a_store_does_not_take_is_kept_and_goes_later(tmp_path: Path) -> None:
    count = learner(tmp_path, 300)
    with serving(lambda number, _statements: 200 if number == 0 else 503) as server:
        failed = send(server.url, tmp_path)
        early = list(server.taken)
    assert failed.returncode == 1
    assert f"Sent: 200; kept for later: {count - 200}" in failed.stderr
    assert "Traceback" not in failed.stderr
    with serving(always(200)) as later:
        # Another port is another store, which has nothing yet.
        assert send(later.url, tmp_path).returncode == 0
    assert len(later.taken) == count
    assert set(early) < set(later.taken) or len(early) == 200


def test_one_that_is_there_already_holds_up_no_other(tmp_path: Path) -> None:
    count = learner(tmp_path, 9)
    known: list[str] = []

    def conflict(number: int, statements: list[dict[str, Any]]) -> int:
        if number == 0:
            known.append(statements[4]["id"])
        return 409 if known[0] in [one["id"] for one in statements] else 200

    with serving(conflict) as server:
        assert send(server.url, tmp_path).returncode == 0
    assert len(server.taken) == len(set(server.taken)) == count - 1


def test_one_that_is_refused_is_told_and_holds_up_no_other(tmp_path: Path) -> None:
    count = learner(tmp_path, 9)

    def picky(_number: int, statements: list[dict[str, Any]]) -> int:
        bad = any("step-4" in one["object"]["id"] for one in statements)
        return 400 if bad else 200

    with serving(picky) as server:
        done = send(server.url, tmp_path)
    assert done.returncode == 1
    assert "HTTP 400" in done.stderr
    assert len(server.taken) == count - 1


@pytest.mark.parametrize(
    ("status", "hint"), [(401, "FLASKTUTOR_STORE"), (404, "begins"), (302, "begins")]
)
def test_an_end_is_told_with_what_to_do(status: int, hint: str, tmp_path: Path) -> None:
    learner(tmp_path, 3)
    with serving(always(status)) as server:
        done = send(server.url, tmp_path, FLASKTUTOR_STORE=SECRET)
    assert done.returncode == 1
    assert hint in done.stderr
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [b"", b"[]", b"{}", b"<html>Log in</html>", b'["another"]', b"[" * 9000, b"\xff", b"7", b'"a"'],
)
def test_an_ok_of_what_is_no_record_store_loses_nothing(answer: bytes, tmp_path: Path) -> None:
    """A portal, a proxy or another page of the right host answers 200 to anything."""
    count = learner(tmp_path, 3)
    with serving(always(200), lambda _ids: answer) as portal:
        done = send(portal.url, tmp_path)
        dry = send(portal.url, tmp_path, "--dry-run")
    assert done.returncode == 1
    assert f"Sent: 0; kept for later: {count}" in done.stderr
    assert "does not answer as a record store does" in done.stderr
    assert "at which its xAPI begins" in done.stderr
    assert f"{count} statements would go" in dry.stderr


def test_ids_are_known_in_either_case_and_without_those_that_were_there(tmp_path: Path) -> None:
    learner(tmp_path, 3)
    with serving(always(200), lambda ids: named([one.upper() for one in ids[1:]])) as server:
        assert send(server.url, tmp_path).returncode == 0


def test_where_nothing_was_answered_nothing_is_said_of_the_store(tmp_path: Path) -> None:
    with serving(always(200)) as server:
        done = send(server.url, tmp_path)
        assert not server.requests
    assert done.stdout == "There is nothing to send yet.\n"


def test_half_a_secret_is_not_sent(tmp_path: Path) -> None:
    learner(tmp_path, 3)
    with serving(always(200)) as server:
        done = send(server.url, tmp_path, FLASKTUTOR_STORE="nocolon")
        assert not server.requests
    assert done.returncode == 1
    assert "KEY:SECRET" in done.stderr
    assert "nocolon" not in done.stderr


def test_no_network_keeps_all(tmp_path: Path) -> None:
    count = learner(tmp_path, 3)
    with serving(always(200)) as gone:
        pass
    done = send(gone.url, tmp_path, FLASKTUTOR_STORE=SECRET)
    assert done.returncode == 1
    assert f"kept for later: {count}" in done.stderr
    assert "hush" not in done.stdout + done.stderr


def test_a_netrc_says_who_we_are_and_nothing_keeps_it(tmp_path: Path) -> None:
    learner(tmp_path, 3)
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login key password hush-hush\n")
    file.chmod(0o600)
    with serving(always(200)) as server:
        done = send(server.url, tmp_path, NETRC=str(file))
    sent = server.headers[0]["Authorization"]
    assert base64.b64decode(sent.removeprefix("Basic ")) == SECRET.encode()
    assert "hush" not in done.stdout + done.stderr
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and path != file]
    assert kept
    assert all(b"hush" not in path.read_bytes() for path in kept)


def test_a_netrc_that_is_broken_is_not_quoted(tmp_path: Path) -> None:
    learner(tmp_path, 1)
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login key pass hush-hush\n")
    done = send("http://127.0.0.1:9/x", tmp_path, NETRC=str(file))
    assert done.returncode == 1
    assert "hush" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "url",
    [
        "http://lrs.example.org/xapi",
        "https://key:hush-hush@lrs.example.org/xapi",
        "ftp://lrs.example.org",
        "lrs",
        "https://",
        "https://lrs.example.org:99999/",
        "https://lrs.example.org/\x1b[31m",
        "http://localhost.example.org/",
    ],
)
def test_an_address_that_is_none_or_unsafe_is_refused(url: str, tmp_path: Path) -> None:
    done = send(url, tmp_path)
    assert done.returncode == 2
    assert "hush" not in done.stdout + done.stderr
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["--send", "https://x.org"], ["--dry-run"], ["--without-tls"], ["--name", "Ayu"]],
)
def test_options_that_need_others_say_so(arguments: list[str], tmp_path: Path) -> None:
    assert flasktutor("progress", *arguments, home=tmp_path).returncode == 2
