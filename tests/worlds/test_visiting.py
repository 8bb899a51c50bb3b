"""`flasktutor run --world`: a program in Flask as it is, and beside it in a wrong world."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.process import flasktutor
from tests.worlds.test_proofs import GOOD, HEAD

PROGRAM = """from flask import Flask, g

app = Flask("shop")
with app.app_context():
    g.city = "Bandung"
with app.app_context():
    print(g.get("city"))
"""
BOOKS = """import sqlite3

books = sqlite3.connect("books.db")
books.execute("CREATE TABLE book (title TEXT)")
books.execute("INSERT INTO book VALUES ('Bumi Manusia')")
books.close()
print("closed")
print(sqlite3.connect("books.db").execute("SELECT count(*) FROM book").fetchone())
"""
MANY_VISITS = """from flask import Flask, request

app = Flask("shop")
app.before_request(lambda: "closed" if request.path == "/tea" else None)
app.after_request(lambda answer: print("log") or answer)
client = app.test_client()
for path in ("/tea", "/tea", "/tea", "/rice", "/rice", "/rice") * 20:
    client.get(path)
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "visits.py"
    path.write_text(PROGRAM, encoding="utf-8")
    return path


def call(home: Path, *words: str, code: int = 0) -> str:
    done = flasktutor(*words, home=home)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_both_are_shown_and_where_they_part(program: Path, tmp_path: Path) -> None:
    told = call(tmp_path, "--lang", "en", "run", str(program), "--world", "g-one-for-all")
    assert "In a world where `g` is one object for the whole program:" in told
    assert "None" in told
    assert "Bandung" in told
    assert "They part in line 6: `with app.app_context():`" in told
    assert "Each new app context makes a `g` of its own" in told


def test_in_indonesian(program: Path, tmp_path: Path) -> None:
    told = call(tmp_path, "--lang", "id", "run", str(program), "--world", "g-one-for-all")
    assert "`g` adalah satu objek untuk seluruh program" in told
    assert "In a world" not in told


def test_a_program_that_does_not_tell_them_apart_is_said_to_be_one(
    program: Path, tmp_path: Path
) -> None:
    told = call(tmp_path, "--lang", "en", "run", str(program), "--world", "abort-goes-on")
    assert "Both come out alike" in told


def test_as_json(program: Path, tmp_path: Path) -> None:
    told = json.loads(call(tmp_path, "run", str(program), "--world", "g-one-for-all", "--json"))
    assert (told["same"], told["line"], told["output_line"]) == (False, 6, 1)
    assert (told["flask"]["stdout"], told["there"]["stdout"]) == ("None\n", "Bandung\n")


def test_what_shows_only_in_the_output_is_named_there(tmp_path: Path) -> None:
    path = tmp_path / "books.py"
    path.write_text(BOOKS, encoding="utf-8")
    told = call(tmp_path, "--lang", "en", "run", str(path), "--world", "closing-commits")
    told = " ".join(told.split())
    assert 'They part in line 8: `print(sqlite3.connect("books.db").execute(' in told
    assert "prints `(0,)` in Flask, `(1,)` in that world." in told


FAILING_THREAD = """from threading import Thread
from flask import Flask, current_app

app = Flask("shop")


def look():
    assert current_app.name


with app.app_context():
    worker = Thread(target=look)
    worker.start()
    worker.join()
print("done")
"""


def test_what_ends_a_thread_is_shown_as_a_plain_run_shows_it(tmp_path: Path) -> None:
    path = tmp_path / "worker.py"
    path.write_text(FAILING_THREAD, encoding="utf-8")
    words = ("run", str(path), "--world", "threads-inherit")
    here, _split, there = call(tmp_path, "--lang", "en", *words).partition("In that world:")
    assert "done" in here
    assert 'File "snippet.py", line 8, in look' in here
    assert "RuntimeError: Working outside of application context." in here
    assert "threading.py" not in here
    assert "RuntimeError" not in there
    assert "They part in line 8: `assert current_app.name`" in there
    assert json.loads(call(tmp_path, *words, "--json"))["same"] is False


def test_a_thread_that_fails_alike_in_both_is_alike(tmp_path: Path) -> None:
    path = tmp_path / "worker.py"
    path.write_text(FAILING_THREAD, encoding="utf-8")
    told = call(tmp_path, "--lang", "en", "run", str(path), "--world", "abort-goes-on")
    assert told.count("RuntimeError: Working outside") == 2
    assert "Both come out alike" in told


LOOPS = """from flask import Flask, g

app = Flask("shop")
for _ in range(2):
    with app.app_context():
        while "cups" in g:
            pass
        g.cups = 1
print("done")
"""


def test_what_is_not_known_of_a_run_that_does_not_end_is_not_said(tmp_path: Path) -> None:
    path = tmp_path / "loops.py"
    path.write_text(LOOPS, encoding="utf-8")
    words = ("run", str(path), "--world", "g-one-for-all", "--timeout", "1")
    told = call(tmp_path, "--lang", "en", *words)
    assert "They part in how they end." in told
    assert "They part in line" not in told
    assert json.loads(call(tmp_path, *words, "--json"))["line"] is None


def test_an_unknown_world_is_answered_by_the_nearest(program: Path, tmp_path: Path) -> None:
    told = call(tmp_path, "--lang", "en", "run", str(program), "--world", "g-one-for-al", code=2)
    assert "Did you mean `g-one-for-all`?" in told


def test_a_world_of_a_course_that_is_not_trusted_runs_nowhere(
    program: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    mark = tmp_path / "it-ran"
    code = f"      open({str(mark)!r}, 'w').close()\n      from flask import Flask\n"
    text = HEAD + GOOD.replace("      from flask import Flask\n", code, 1)
    (folder / "course.yaml").write_text(text, encoding="utf-8")
    words = ("--lang", "en", "--lessons", str(folder), "run", str(program), "--world", "one-g")
    told = call(tmp_path, *words, code=1)
    assert "did not come with flasktutor" in told
    assert not mark.exists()


def test_one_answered_request_says_nothing_of_the_next(tmp_path: Path) -> None:
    """In a world that ends a request early, the next one is another, wherever it lies in memory."""
    path = tmp_path / "visits.py"
    path.write_text(MANY_VISITS, encoding="utf-8")
    told = json.loads(call(tmp_path, "run", str(path), "--world", "answer-ends-all", "--json"))
    assert told["flask"]["stdout"].count("log") == 120
    assert told["there"]["stdout"].count("log") == 60
