"""Owns what counts as the same output or value, and how a run's end is said in one line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flasktutor.text import escape, escape_all

if TYPE_CHECKING:
    from flasktutor.runner.protocol import Observation, RunResult


_PAGE = re.compile(
    r"<!doctype html>\s*<html lang=en>\s*<title>([0-9]{3} [^<]*)</title>\s*"
    r"<h1>[^<]*</h1>\s*<p>.*?</p>",
    re.DOTALL,
)


def ending(result: RunResult) -> str:
    """How a run ended, in one line."""
    if result.exception is not None:
        return f"{result.exception.type}: {result.exception.message}".strip(": ").split("\n")[0]
    from flasktutor.runner import words

    return words.outcome(result)


def shorten(text: str, most: int = 100) -> str:
    """`text`, cut where it is longer than a line of an error message should be."""
    return text if len(text) <= most else text[:most] + "…"


def same_output(printed: str, expected: str) -> bool:
    """Whether two outputs show the same lines; blanks at line ends do not count."""
    return output_lines(printed) == output_lines(expected)


def same_json(one: object, other: object) -> bool:
    """Whether two values are the same JSON: `1` is `1.0`, but not `true`."""
    one, other = escape_all(one), escape_all(other)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_json(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_json, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return one == other


def bare(text: str) -> str:
    """`text` without any spaces or line breaks."""
    return "".join(escape(text).split())


def output_lines(text: str) -> list[str]:
    """The lines of an output as they are compared: without blanks at their ends.

    What a run printed comes with unsafe characters written out, so they are in both.
    """
    return [line.rstrip() for line in escape(text).strip("\n").rstrip().split("\n")]


def errors(result: RunResult) -> list[str]:
    """How a run ended, and the errors behind what it was asked, each in one line.

    Of a group of errors, those in it as well.
    """
    known = [result.exception, *(seen.exception for seen in result.observations)]
    parts = (part for one in known if one for part in one.detail.get("parts", ()))
    return [ending(result), *filter(None, map(raised, result.observations)), *parts]


def without_pages(text: str) -> str:
    """`text` with the status alone where Flask's own page for an error stands."""
    return _PAGE.sub(r"\1", text)


def raised(seen: Observation) -> str:
    """What `seen` says was raised, in one line; empty where nothing was."""
    return f"{seen.exception.type}: {seen.exception.message}" if seen.exception else ""
