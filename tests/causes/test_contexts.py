"""Contexts that went wrong are told apart by their frames and versions, and less sure without."""

from __future__ import annotations

from pathlib import Path

import pytest

from flasktutor.causes import explain_error, explain_text
from flasktutor.causes.stated import flask_version

FOLDER = Path(__file__).parent / "tracebacks"
CREATED = "<Token var=<ContextVar name='flask.request_ctx' at 0x7f16> at 0x7f17> was created in a \
different Context"


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text("utf-8")


def ending(text: str) -> str:
    """What is left of a text of which only the error itself was copied."""
    errors = ("ValueError", "LookupError", "AssertionError", "RuntimeError: C", "RuntimeError: c")
    lines = [line.removeprefix("E").strip() for line in text.splitlines()]
    return next(line for line in reversed(lines) if line.startswith(errors))


@pytest.mark.parametrize(
    "name",
    [
        "context-copied-once--executor-f313",
        "context-copied-once--copy-context-f313",
        "context-in-async-test--client-f22",
        "context-in-async-test--client-f32",
        "stream-in-async-view--f311",
        "stream-left-unfinished--f30",
        "context-left-in-command--f313",
        "context-left-in-view--f32",
        "test-clients-crossed--f22",
        "popped-wrong-context--swapped-f313",
        "context-popped-twice--f313",
    ],
)
def test_without_its_frames_it_is_only_probable(name: str) -> None:
    whole = explain_text(text_of(name))
    assert whole is not None
    told = explain_text(ending(text_of(name)))
    assert told is not None
    assert told.known
    assert not told.certain
    assert told.confirm
    assert told.id in (whole.id, "context-used-elsewhere", "popped-wrong-context")


@pytest.mark.parametrize("name", ["stream-in-async-view--f311", "stream-in-async-view--f22"])
@pytest.mark.parametrize(
    ("stated", "cause"),
    [
        ("", "stream-in-async-view"),
        ("Flask 3.1.1", "stream-in-async-view"),
        ("Flask==3.1.3", "context-used-elsewhere"),
    ],
)
def test_a_stated_version_rules_a_cause_out(name: str, stated: str, cause: str) -> None:
    told = explain_text(f"{text_of(name)}\n{stated}\n")
    assert told is not None
    assert told.id == cause


def test_a_known_version_counts_more_than_a_stated_one() -> None:
    text = text_of("stream-in-async-view--f311") + "\nFlask 3.1.3\n"
    told = explain_text(text, flask="3.1.1")
    assert told is not None
    assert told.id == "stream-in-async-view"


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("Flask==3.1.1", "3.1.1"),
        ("Flask                3.0.3\nFlask-Login          0.6.3", "3.0.3"),
        ("Python 3.12.1\nFlask 2.2.5\nWerkzeug 2.2.3", "2.2.5"),
        ("- Flask version: 3.1.2", "3.1.2"),
        ("Using flask-3.1.0-py3-none-any.whl", "3.1.0"),
        ("Flask-SQLAlchemy==3.1.1", ""),
        ("'__version__' is deprecated and will be removed in Flask 3.2", ""),
        ("flask>=2.2.5", ""),
        ("Flask==3.1.1 was replaced by Flask==3.1.3", ""),
        ("Flask 3.1.1.post2", ""),
    ],
)
def test_which_version_of_flask_a_text_states(text: str, version: str) -> None:
    assert flask_version(text) == version


def test_an_error_without_packages_frames_is_not_taken_for_one_with_them() -> None:
    """A snippet's traceback has only the learner's own lines: where it ran, they do not tell."""
    trace = (
        'Traceback (most recent call last):\n  File "snippet.py", line 12, in <module>\n'
        '    job.result()\n  File "snippet.py", line 8, in work\n    context.pop()\n'
    )
    for type_, message in (
        ("LookupError", "<ContextVar name='flask.app_ctx' at 0x7f50>"), ("ValueError", CREATED),
    ):  # fmt: skip
        told = explain_error(type_, message, context=f"{trace}{type_}: {message}")
        assert (told.id, told.certain) == ("context-used-elsewhere", False)


def test_a_loop_in_a_loop_is_no_context_of_flasks() -> None:
    told = explain_text(
        'Traceback (most recent call last):\n  File "/usr/lib/python3.12/asyncio/events.py", line '
        "88, in _run\n    self._context.run(self._callback, *self._args)\nRuntimeError: cannot "
        "enter context: <_contextvars.Context object at 0x7f7c> is already entered\n"
    )
    assert told is not None
    assert not told.known


def test_a_function_called_generate_is_no_stream() -> None:
    told = explain_text(
        'Traceback (most recent call last):\n  File "/srv/shop/tokens.py", line 4, in '
        "generate_token\n    return sign(request.path)\nRuntimeError: Working outside of request "
        "context.\n"
    )
    assert told is not None
    assert told.id == "outside-request-context"


def test_an_async_test_may_have_a_context_that_it_does_not_see() -> None:
    told = explain_text(text_of("outside-app-context-in-test--async-fixture-f30"))
    assert told is not None
    assert not told.certain
    assert told.confirm
    assert "fixture" in told.confirm.say
