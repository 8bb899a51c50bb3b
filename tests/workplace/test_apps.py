"""The learner's app, loaded by their own interpreter in their folder."""

from __future__ import annotations

import pytest

from flasktutor.workplace import apps
from tests.workplace.conftest import HELLO, Bench

HELLO_IS_ANSWERED = "- app:\n    - request: /\n      body: Hello"


def test_an_app_is_asked_and_looked_into(bench: Bench) -> None:
    bench.write("app.py", HELLO + "price = 3\n")
    checks = HELLO_IS_ANSWERED + "\n    - value: price + 1\n      equals: 4"
    assert bench.look(checks).right
    assert "200; Hello" in bench.instead(checks.replace("body: Hello", "body: Bye"))


def test_what_a_view_raises_is_seen(bench: Bench) -> None:
    bench.write("app.py", HELLO.replace('"Hello"', "1 / 0"))
    assert bench.instead(HELLO_IS_ANSWERED) == "500; ZeroDivisionError: division by zero"


def test_a_broken_file_in_mid_edit_is_told_with_its_error(bench: Bench) -> None:
    bench.write("app.py", HELLO + "@app.get(\n")
    mark = bench.look(HELLO_IS_ANSWERED).marks[0]
    assert mark.seen.startswith("loading it raises an error: SyntaxError: ")
    assert 'app.py", line 6' in mark.error


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("x = 1", "no app is found"),
        ("raise KeyError('DB')", "loading it raises an error: KeyError: 'DB'"),
        ("import gone", "loading it raises an error: ModuleNotFoundError: No module named 'gone'"),
        ("input('name?')", "it asks for something to be typed while it is loaded"),
        ("import os; os._exit(3)", "its process ended while it was loaded"),
        ("import sys; sys.exit('no')", "loading it raises an error: SystemExit: no"),
    ],
)
def test_an_app_that_cannot_be_loaded_is_told(bench: Bench, source: str, seen: str) -> None:
    bench.write("app.py", source)
    assert bench.instead(HELLO_IS_ANSWERED).startswith(seen)


def test_an_app_that_never_returns_is_ended(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "SECONDS", 3.0)
    bench.write("app.py", "import time\ntime.sleep(6000)\n" + HELLO)
    mark = bench.look(HELLO_IS_ANSWERED).marks[0]
    assert mark.seen == "loading it does not come to an end: main was at app.py, line 2"
    assert mark.error == ""  # it has printed none


def test_a_view_that_never_answers_is_told(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "SECONDS", 3.0)
    bench.write("app.py", HELLO.replace("return", "import time; time.sleep(6000); return"))
    assert bench.instead(HELLO_IS_ANSWERED) == "TimeoutError: no answer within 3 s"
    told = bench.instead("- contexts: /")
    assert told.startswith("a request to it is not answered in time")


def test_the_app_that_a_dotenv_file_names_is_loaded(bench: Bench) -> None:
    from tests.doctor import workbench
    from tests.workplace.conftest import made

    made(bench.folder / ".venv", *workbench.downloaded("python-dotenv==1.1.0"))
    bench.place = type(bench.place)(bench.folder)
    bench.write("shop.py")
    bench.write("app.py", HELLO.replace("Hello", "another"))
    bench.write(".flaskenv", "FLASK_APP=shop\n")
    assert bench.instead(HELLO_IS_ANSWERED) == ""


def test_contexts_are_seen(bench: Bench) -> None:
    closes = "@app.teardown_appcontext\ndef close_db(error):\n    pass\n"
    bench.write("app.py", HELLO + closes)
    assert bench.instead("- contexts: /\n  teardown: close_db") == ""
    assert bench.instead("- contexts: /\n  teardown: close") == "not called: `close`"
    bench.write("app.py", HELLO + "app.app_context().push()\n")
    assert bench.instead("- contexts: /") == "still pushed: `app`"


def test_an_old_flask_is_not_guessed_about(bench: Bench) -> None:
    from tests.doctor import workbench

    packages = [*workbench.installed(*workbench.FLASK)]
    site = workbench.venv(bench.folder / ".venv", packages=packages)
    info = next(site.glob("flask-*.dist-info"))
    info.rename(site / "flask-2.2.0.dist-info")
    metadata = site / "flask-2.2.0.dist-info/METADATA"
    metadata.write_text("Metadata-Version: 2.1\nName: Flask\nVersion: 2.2.0\n")
    bench.place = type(bench.place)(bench.folder)
    bench.write("app.py")
    told = bench.instead(HELLO_IS_ANSWERED)
    assert told == "it is older than what can be looked into: Flask 2.2.0"


def test_without_flask_or_an_environment_that_is_said(bench: Bench) -> None:
    from tests.doctor import workbench

    bench.place = type(bench.place)(bench.folder)
    bench.write("app.py")
    assert bench.instead(HELLO_IS_ANSWERED) == "there is no environment to load it in"
    workbench.venv(bench.folder / ".venv", packages=[])
    assert bench.instead(HELLO_IS_ANSWERED).startswith("the environment has no Flask")
