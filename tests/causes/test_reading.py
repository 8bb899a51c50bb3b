"""Reading errors out of any text: noise around them does not matter, and nothing makes it fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flasktutor.causes import explain_error, explain_text
from flasktutor.causes.cleaning import clean
from flasktutor.causes.reading import read_errors

TRACEBACK = (Path(__file__).parent / "tracebacks/outside-app-context--function-f31.txt").read_text()
WORDS = st.text(st.characters(codec="utf-8"), max_size=400)


@given(WORDS)
def test_any_text_can_be_read(text: str) -> None:
    explain_text(text)


@given(st.integers(0, len(TRACEBACK)), st.integers(0, len(TRACEBACK)))
def test_any_piece_of_a_traceback_can_be_read(start: int, end: int) -> None:
    explain_text(TRACEBACK[start:end])


@given(WORDS, WORDS)
def test_any_error_can_be_explained(kind: str, message: str) -> None:
    assert explain_error(kind, message).means


@given(st.from_regex(r"[a-z]{1,12}(_\d{1,2})? {0,3}\| ", fullmatch=True))
def test_a_prefix_on_every_line_does_not_matter(prefix: str) -> None:
    told = explain_text("".join(f"{prefix}{line}\n" for line in TRACEBACK.splitlines()))
    assert told is not None
    assert told.id == "outside-app-context"


@pytest.mark.parametrize(
    ("pasted", "shown"),
    [
        ("`KeyError: 'title'`", "KeyError: 'title'"),
        ("```python\nKeyError: 'title'\n```", "KeyError: 'title'"),
        ("> [INFO] Booting\n> Failed to find attribute 'app' in 'run'.\n> [INFO] Exiting",
         "Failed to find attribute 'app' in 'run'."),
        ("[x] [client ::1] KeyError: 'title'\\r, referer: http://localhost/", "KeyError: 'title'"),
    ],
)  # fmt: skip
def test_what_markdown_mail_and_apache_put_around_is_no_part_of_it(pasted: str, shown: str) -> None:
    assert any(line.endswith(shown) and "`" not in line for line in clean(pasted).split("\n"))
    assert not any(line.startswith(">") for line in clean(pasted).split("\n"))


@settings(max_examples=50)
@given(st.lists(st.sampled_from(["INFO started", "GET / 200", "", "  indented", "x = 1"])))
def test_lines_around_do_not_matter(lines: list[str]) -> None:
    noise = "".join(f"{line}\n" for line in lines)
    told = explain_text(noise + TRACEBACK + noise)
    assert told is not None
    assert told.id == "outside-app-context"


@given(st.sampled_from(TRACEBACK.splitlines()), st.integers(30, 47))
def test_colours_are_taken_away(line: str, colour: int) -> None:
    assert clean(f"\x1b[{colour}m\x1b[1m{line}\x1b[0m") == clean(line)


@pytest.mark.parametrize("piece", ["x", "a/b ", 'File "', "E  ", "a.B", "| ", "Traceback "])
def test_one_endless_line_ends(piece: str) -> None:
    explain_text(piece * (1_000_000 // len(piece)))
    told = explain_text(piece * 200_000 + "\n" + TRACEBACK)
    assert told is not None
    assert told.id == "outside-app-context"


def test_a_direct_cause_comes_before_what_wraps_it() -> None:
    text = (
        "Traceback (most recent call last):\nKeyError: 'a'\n\n"
        "The above exception was the direct cause of the following exception:\n\n"
        "Traceback (most recent call last):\nValueError: b\n"
    )
    assert [error.type for error in read_errors(text)] == ["KeyError", "ValueError"]


def test_what_was_raised_while_handling_comes_first() -> None:
    text = (
        "Traceback (most recent call last):\nKeyError: 'a'\n\n"
        "During handling of the above exception, another exception occurred:\n\n"
        "Traceback (most recent call last):\nValueError: b\n"
    )
    assert [error.type for error in read_errors(text)] == ["ValueError", "KeyError"]


def test_the_module_of_a_type_does_not_matter() -> None:
    told = explain_error("werkzeug.routing.exceptions.BuildError", "Could not build url for "
                         "endpoint 'shop' with values ['id'].")  # fmt: skip
    assert told.id == "url-build-error"
    assert "shop" in told.means


def test_a_bare_message_is_found_in_a_long_log_once_and_nothing_in_one_without() -> None:
    log = "".join(f"127.0.0.1 - - GET /books/{number} 200\n" for number in range(5000))
    said = "   Working outside of application context."
    explanation = explain_text(log + said + "\n" + log)
    assert explanation is not None
    assert explanation.id.startswith("outside-app-context")
    assert explain_text(log) is None


def test_the_environment_that_is_broken_is_named_whole() -> None:
    for venv in (".venv", "env", "/home/ani/shop/.venv"):
        explanation = explain_text(f"bash: {venv}/bin/python: No such file or directory")
        assert explanation is not None
        assert explanation.fixes[0].commands[0] == f"rm -r {venv}"


def test_blank_lines_by_the_thousand_are_no_reason_to_think_long() -> None:
    place = '  File "<stdin>", line 1\n    pip install flask\n        ^^^^^^^\n'
    error = f"{place}SyntaxError: invalid syntax"
    explanation = explain_text(f">>> pip install flask\n{error}")
    assert explanation is not None
    assert explanation.id == "pip-inside-python"
    assert explain_text("\n" * 3000 + error) is not None
