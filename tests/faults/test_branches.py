"""Which lines of a teardown function keep work only without an error, by its syntax tree."""

from __future__ import annotations

import ast
from textwrap import indent

import pytest

from flasktutor.faults.branches import kept_without_error


def kept(body: str, arguments: str = "error") -> list[int]:
    """The lines of the body that keep work, where the function does so only without an error."""
    source = f"def finish({arguments}):\n{indent(body, '    ')}\n"
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    return sorted(line - 1 for line in kept_without_error(function))


@pytest.mark.parametrize(
    "asks",
    [
        "not error",
        "error is None",
        "error == None",
        "not bool(error)",
        "not isinstance(error, ValueError)",
        "error is None and 'db' in g",
    ],
)
def test_a_question_that_holds_without_an_error(asks: str) -> None:
    assert kept(f"if {asks}:\n    db.commit()") == [2]
    assert kept(f"if {asks}:\n    pass\nelse:\n    db.commit()") == []
    assert kept(f"db.commit() if {asks} else db.close()") == [1]


@pytest.mark.parametrize(
    "asks",
    ["error", "error is not None", "error != None", "bool(error)", "isinstance(error, OSError)"],
)
@pytest.mark.parametrize("leaves", ["return", "raise error"])
def test_a_question_that_holds_with_an_error(asks: str, leaves: str) -> None:
    assert kept(f"if {asks}:\n    {leaves}\ndb.commit()") == [3]
    assert kept(f"if {asks}:\n    pass\ndb.commit()") == []
    assert kept(f"if {asks}:\n    pass\nelse:\n    db.commit()") == [4]


def test_who_leaves_without_an_error_keeps_nothing_after_it() -> None:
    assert kept("if error is None:\n    return\ndb.commit()") == []
    assert kept("if error is None:\n    return\ndb.rollback()\nother.commit()") == [4]


@pytest.mark.parametrize(
    "asks", ["db", "error == 404", "None is error", "len(error)", "check(error)", "a < error < b"]
)
def test_another_question_tells_nothing_of_an_error(asks: str) -> None:
    assert kept(f"if {asks}:\n    db.commit()\nelse:\n    db.save()") == []


@pytest.mark.parametrize(
    "around", ["with lock:", "for db in all_of_them:", "try:", "while waiting:", "if 'db' in g:"]
)
def test_also_inside_of_other_statements(around: str) -> None:
    asks = f"{around}\n    if not error:\n        db.commit()"
    end = "\nfinally:\n    db.close()" if around == "try:" else ""
    assert kept(asks + end) == [3]


def test_the_error_is_the_first_argument_that_is_not_the_object_itself() -> None:
    assert kept("if not error:\n    db.commit()", "self, error=None") == [2]
    assert kept("if not error:\n    db.commit()", "self, /, error") == [2]
    assert kept("db.commit()", "") == []
