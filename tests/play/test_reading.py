"""Where a statement ends."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor.play.reading import Statements, is_complete

FILE = """\
x = 1
def f():
    y = 2

    return y
@decorated
def g():
    pass
if x:
    print("yes")
else:
    print("no")

for n in (1,
          2):
    print(n)
try:
    x
except NameError:
    pass
finally:
    pass
text = '''a

b'''
:push app
"""
PARTS = [
    "x = 1",
    "def f():\n    y = 2\n\n    return y",
    "@decorated\ndef g():\n    pass",
    'if x:\n    print("yes")\nelse:\n    print("no")',
    "for n in (1,\n          2):\n    print(n)",
    "try:\n    x\nexcept NameError:\n    pass\nfinally:\n    pass",
    "text = '''a\n\nb'''",
    ":push app",
]


def read(text: str, *, blank_ends: bool) -> list[str]:
    statements = Statements(blank_ends=blank_ends)
    found = [one for line in text.splitlines() for one in statements.feed(line)]
    return [*found, *statements.rest()]


def test_a_file_is_read_as_python_reads_it() -> None:
    assert read(FILE, blank_ends=False) == PARTS


def test_at_a_prompt_an_empty_line_ends_a_block() -> None:
    statements = Statements(blank_ends=True)
    for line in ("def f():", "    return 1"):
        assert list(statements.feed(line)) == []
        assert statements.pending
    assert list(statements.feed("")) == ["def f():\n    return 1"]
    assert not statements.pending


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("x = 1", True),
        ("x = (", False),
        ("def f():", False),
        ("def f():\n    pass", False),
        ("def f():\n    pass\n", True),
        ("if x: y", True),
        (":get /", True),
        ("x = )", True),
        ("@app.get('/')", False),
        ("", True),
    ],
)
def test_what_is_complete(text: str, complete: bool) -> None:
    assert is_complete(text) is complete


@given(st.lists(st.sampled_from(PARTS)))
def test_statements_come_out_as_they_went_in(parts: list[str]) -> None:
    assert read("\n".join(parts), blank_ends=False) == parts


@given(st.text())
def test_no_text_is_lost_and_none_invented(text: str) -> None:
    found = "\n".join(read(text, blank_ends=False))
    words = [line.strip() for line in text.splitlines() if line.strip()]
    assert [line.strip() for line in found.splitlines() if line.strip()] == words
    try:
        ast.parse(found)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
