"""Every text in `tracebacks/` is explained by the cause that its file is named after."""

from __future__ import annotations

from pathlib import Path

import pytest

from flasktutor.causes import explain_text, is_cut_off

FOLDER = Path(__file__).parent / "tracebacks"
FILES = sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_explains_by_its_cause(path: Path) -> None:
    explanation = explain_text(path.read_bytes().decode("utf-8", "replace"))
    assert explanation is not None
    assert explanation.id == path.stem.partition("--")[0]
    assert explanation.known


@pytest.mark.parametrize(
    ("name", "file", "line"),
    [
        ("no-such-table--chained-f31", "/home/ani/shop/app.py", 9),
        ("template-undefined--f31", "/home/ani/shop/templates/index.html", 1),
        ("outside-app-context-at-import--windows", r"C:\Users\Ani\toko\app.py", 4),
        ("url-build-error--log-f31", "/home/ani/shop/app.py", 8),
        ("outside-app-context-in-test--pytest-f31", "test_shop.py", 4),
        ("outside-app-context-in-thread--view-f31", "/home/ani/shop/app.py", 8),
        ("bracket-not-closed--f31", "/home/ani/shop/app.py", 2),
    ],
)
def test_finds_the_learners_own_line(name: str, file: str, line: int) -> None:
    explanation = explain_text((FOLDER / f"{name}.txt").read_text())
    assert explanation is not None
    assert explanation.error is not None
    assert explanation.error.place is not None
    assert (explanation.error.place.file, explanation.error.place.line) == (file, line)


def test_says_honestly_what_it_does_not_know() -> None:
    explanation = explain_text(
        'Traceback (most recent call last):\n  File "app.py", line 3, in total\n'
        "    return price / count\nZeroDivisionError: division by zero\n"
    )
    assert explanation is not None
    assert not explanation.known
    assert explanation.id == "unknown"
    assert explanation.error is not None
    assert explanation.error.type == "ZeroDivisionError"


@pytest.mark.parametrize(
    "message",
    [
        "Uncaught (in promise) SyntaxError: Unexpected token '<' is not valid JSON",
        "SyntaxError: Unexpected token '<', \"<!doctype \"... is not valid JSON\n    at JSON.parse",
        "SyntaxError: JSON.parse: unexpected character at line 1 column 1 of the JSON data",
        "SyntaxError: Unexpected end of JSON input",
    ],
)
def test_blames_no_python_file_for_what_a_browser_cannot_read(message: str) -> None:
    explanation = explain_text(message)
    assert explanation is None or explanation.id != "syntax-error"


def test_blames_no_app_for_a_none_that_code_of_ones_own_calls() -> None:
    explanation = explain_text(
        "Traceback (most recent call last):\n"
        '  File "/home/ani/shop/.venv/lib/python3.11/site-packages/flask/app.py", line 1536, in '
        "__call__\n    return self.wsgi_app(environ, start_response)\n"
        '  File "/home/ani/shop/app.py", line 9, in index\n    return price()\n'
        "TypeError: 'NoneType' object is not callable\n"
    )
    assert explanation is not None
    assert not explanation.known


def test_an_error_that_is_indented_is_read_as_one_with_its_type() -> None:
    """Its words alone would fit what Jinja says of a template."""
    explanation = explain_text("      AttributeError: 'function' object has no attribute 'name'")
    assert explanation is not None
    assert not explanation.known
    assert explanation.error is not None
    assert explanation.error.type == "AttributeError"


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("No module named 'shop'", "ModuleNotFoundError"),
        ("'NoneType' object is not subscriptable", "TypeError"),
        ("name 'shelf' is not defined", "NameError"),
        ("[Errno 2] No such file or directory: 'schema.sql'", "FileNotFoundError"),
    ],
)
def test_a_message_that_one_exception_alone_says_is_told_as_that(message: str, kind: str) -> None:
    explanation = explain_text(f"I get this:\n{message}\nWhy?")
    assert explanation is not None
    assert not explanation.known
    assert explanation.error is not None
    assert explanation.error.type == kind


@pytest.mark.parametrize("text", ["", "  \n", "Hello, all is well.", "127.0.0.1 GET / 200"])
def test_sees_no_error_where_there_is_none(text: str) -> None:
    assert explain_text(text) is None


def test_notices_that_the_end_is_missing() -> None:
    whole = (FOLDER / "outside-app-context--function-f31.txt").read_text()
    beginning = whole.partition("RuntimeError")[0]
    assert is_cut_off(beginning)
    assert not is_cut_off(whole)


def test_many_causes_have_a_text_of_their_own() -> None:
    assert len(FILES) >= 40
    assert len({path.stem.partition("--")[0] for path in FILES}) >= 35
