"""What an installer, a server or a client reports is told before the errors inside of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from flasktutor.causes import Explanation, explain_text

FOLDER = Path(__file__).parent / "tracebacks"
BUILDS = sorted(path for path in FOLDER.glob("build-*.txt"))
ERROR = (
    "Traceback (most recent call last):\n"
    '  File "/home/ana/shop/app.py", line 9, in total\n'
    '    return prices["tea"]\n'
    "KeyError: 'tea'\n"
)
REQUEST = '127.0.0.1 - - [28/Nov/2026 03:54:22] "GET /static/shop.css HTTP/1.1" 404 -\n'


def told(text: str) -> Explanation:
    explanation = explain_text(text)
    assert explanation is not None
    return explanation


@pytest.mark.parametrize("path", BUILDS, ids=lambda path: path.stem)
def test_no_repair_is_for_the_folder_of_a_build(path: Path) -> None:
    explanation = told(path.read_text("utf-8"))
    for fix in explanation.fixes:
        for command in fix.commands:
            assert not re.search(r"pip-build-env|builds-v0|pip-install-", command)


@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("build-lacks-python-headers--pip-greenlet", "greenlet"),
        ("build-lacks-python-headers--uv-greenlet", "greenlet"),
        ("build-for-older-python--pip-numba-guard", "numba"),
        ("build-for-older-python--pip-numpy-313", "numpy"),
        ("build-tools-too-new--pip-feature", "MarkupSafe"),
        ("build-tools-too-new--pip26-use-2to3", "anyjson"),
        ("build-lacks-rust--pip-bcrypt", "bcrypt"),
    ],
)
def test_the_package_that_does_not_build_is_named(name: str, package: str) -> None:
    assert package in told((FOLDER / f"{name}.txt").read_text("utf-8")).means


def test_an_answer_in_the_log_of_requests_does_not_hide_the_error() -> None:
    explanation = told(ERROR + REQUEST)
    assert explanation.error is not None
    assert explanation.error.type == "KeyError"
    assert told(REQUEST).id == "page-not-found"


def test_an_icon_that_is_not_there_is_no_failure() -> None:
    assert explain_text(REQUEST.replace("/static/shop.css", "/favicon.ico")) is None


@pytest.mark.parametrize(
    "after",
    [
        "/home/ana/shop/models.py:3: DeprecationWarning: utcnow() is deprecated\n  now()\n",
        "sys:1: ResourceWarning: unclosed file <x>\n",
        "[notice] A new release of pip is available: 23.2.1 -> 26.3\n",
        "gunicorn.errors.HaltServer: <HaltServer 'Worker failed to boot.' 3>\n",
        "RuntimeWarning: Enable tracemalloc to get the object allocation traceback\n",
    ],
)
def test_what_follows_an_error_is_not_the_error(after: str) -> None:
    for text in (ERROR + after, after + ERROR, after + ERROR + after):
        error = told(text).error
        assert error is not None
        assert (error.type, error.message) == ("KeyError", "'tea'")
        assert error.place is not None
        assert (error.place.file, error.place.line) == ("/home/ana/shop/app.py", 9)


@pytest.mark.parametrize("key", ["message", "log", "exc_info", "error"])
def test_a_traceback_in_json_is_read(key: str) -> None:
    whole = json.dumps({"level": "error", key: ERROR}, indent=1)
    by_line = "".join(json.dumps({key: f"{line}\n"}) + "\n" for line in ERROR.splitlines())
    for text in (whole, by_line):
        error = told(text).error
        assert error is not None
        assert (error.type, error.place and error.place.line) == ("KeyError", 9)


@pytest.mark.parametrize("text", ['{"ok": true}', '{"message": "hello"}', "{", '{"a": ' * 3000])
def test_json_without_an_error_has_none(text: str) -> None:
    assert explain_text(text) is None


def test_a_module_that_a_server_was_told_to_load_is_not_its_own() -> None:
    explanation = told((FOLDER / "server-app-module-missing--gunicorn.txt").read_text("utf-8"))
    assert "shopp" in explanation.means
    assert not any("install" in line for fix in explanation.fixes for line in fix.commands)


def test_what_is_no_template_is_not_told_as_one() -> None:
    explanation = explain_text("'Flask' object has no attribute 'shelve'")
    assert explanation is None or explanation.id != "template-undefined"
