"""Any text gives a node or a refusal with a sane place; what is read is what stands there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flasktutor import yamlsource
from flasktutor.yamlsource import Mapping, Node, RefusedError, Scalar, Sequence, parse_text, parsing

YAMLISH = st.lists(
    st.sampled_from(
        ["a", "key", ": ", ":", "\n", "  ", "- ", "-", "[", "]", "{", "}", ",", "|", ">", "|2", "'",
         '"', "#", " #", "&a ", "*a", "!t ", "!!", "%", "@", "`", "\\", "?", "? ", "---\n", "...\n",
         "\t", "é", "日", "\u2028", "\x85", "\r", "\r\n", "\0", "\x1b", "\ufeff", "<<", "~", "yes"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


def read(text: str) -> Node | RefusedError:
    try:
        return parse_text(text)
    except RefusedError as refused:
        return refused


def nodes(node: Node) -> list[Node]:
    found = [node]
    if isinstance(node, Sequence):
        found += [inner for item in node.items for inner in nodes(item)]
    elif isinstance(node, Mapping):
        for key, value in node.entries.values():
            found += [key, *nodes(value)]
    return found


def sane(text: str, line: int, column: int) -> bool:
    lines = yamlsource.lines(text)
    return 1 <= line <= len(lines) + 1 and 1 <= column <= len([*lines, ""][line - 1]) + 1


@given(st.text() | YAMLISH)
def test_any_text_is_a_node_or_a_refusal_with_its_place(text: str) -> None:
    found = read(text)
    if isinstance(found, RefusedError):
        assert sane(text, found.line, found.column), found
        assert found.text
    else:
        assert all(sane(text, node.line, node.column) for node in nodes(found))


@given(st.binary())
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(data)
    text, issues = yamlsource.read(path).text()
    assert len(issues) <= 1
    assert not (text and issues)
    for issue in issues:
        assert issue.line >= 1
        assert issue.column >= 1
        assert issue.line <= data.count(b"\n") + data.count(b"\r") + data.count(b"\x85") + 3


@given(st.text() | YAMLISH)
def test_without_libyaml_it_is_no_less_safe(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "_LOADER", yaml.SafeLoader)
        slow = read(text)
    if isinstance(slow, RefusedError):
        assert sane(text, slow.line, slow.column)


LIST = (
    "this `[` begins a list: it needs a `]` at its end and commas between its values; "
    "a text that begins with `[` is put in quotes"
)
PAIRS = (
    "this `{` begins `name: value` pairs: it needs a `}` at their end and commas between them; "
    "a text that begins with `{` is put in quotes"
)
LATE = (
    "the quoted text has ended before this; put a text that holds such a quote in the other "
    "quotes, or below its name after `|`"
)
MISFIT = "this does not fit here: compare the indentation with the lines above"
BLOCK = "a text after `|` or `>` is indented deeper than its name"
NO_NAME = "`name: value` is expected here, and there is no `: `"
NO_SPACE = "a space is missing after this `:`"
STRAY = "this `{}` closes nothing; put a text that begins with it in quotes"
DASH = (
    "this `- ` does not fit here: a list stands below a name without a value, "
    "each `- ` in the same column"
)
ITEM = (
    "a list goes on with `- ` in the column where it began; what belongs to an item "
    "is indented deeper"
)
COLON = "`: ` cannot stand here: quote a text that holds it, or mend the line's indentation"
TAB = "a tab stands here; indent with spaces"
DIRECTIVE = "`%` begins a directive, which lessons do not use; remove the line"
BEGINS = "a text cannot begin with “{}”; put it in quotes"
BROKEN = [
    ("lesson: [", (1, 9), LIST),
    ("a: 1\nlesson: [a,\n  # b\n\n", (2, 9), LIST),
    ("lesson: [a, b\ntitle: x", (1, 9), LIST),
    ("steps: [\n  - key: a\n    kind: b\n", (1, 8), LIST),
    ("a: [1, [2, 3]\n---\nb: 1", (1, 4), LIST),
    ("a: [1, [2, 3\n---\nb: 1", (1, 4), LIST),
    ("a: [1, 2}", (1, 4), LIST),
    ("lesson: {", (1, 9), PAIRS),
    ("a: {b: 1 c: 2}", (1, 4), PAIRS),
    ("a: ]", (1, 4), STRAY.format("]")),
    ("a: b\n}", (2, 1), STRAY.format("}")),
    ("a: [optional] text", (1, 15),
     "the brackets have closed before this; put the whole in quotes"),
    ("a: {{ name }}", (1, 5), "a key must be plain text; quote a text that begins with `[` or `{`"),
    ("a: 'hello\nb: c", (1, 4), "this quote is never closed"),
    ("a: 'it's fine'\nb: c", (1, 8), LATE),
    ('a: "say "hi" now"', (1, 10), LATE),
    ("- 'it's: fine'", (1, 7), LATE),
    ("a:\n\tb: 1", (2, 1), TAB),
    ("a:\n-\tb: 1", (2, 2), TAB),
    ("a: |\n  x\n\ty", (3, 1), TAB),
    ("a: 1\n  b: 2", (2, 4), COLON),
    ("a: hello: world", (1, 9), COLON),
    ('code: print({"a": 1})', (1, 17), COLON),
    ("- code: app.config['X': 1]", (1, 23), COLON),
    ("code: x[0]: 1", (1, 11), COLON),
    ('code: f(["a"], {"b": 1})\nb: 2', (1, 20), COLON),
    ("a: 'b': c", (1, 7), LATE),
    ("'a': 'b': c", (1, 9), LATE),
    ("a:\n    b: 1\n  c: 2", (3, 3), MISFIT),
    ("a:\n  - b\n - c", (3, 2), DASH),
    ("a: 1\n- b", (2, 1), DASH),
    ("- a\nb: 1", (2, 1), ITEM),
    ("a: - b", (1, 4), "a list starts on a line of its own, below its name"),
    ("steps:\n  -key: a", (2, 3), "a space is missing after this `-`"),
    ("hints:\n  -one\n  -two", (2, 3), "a space is missing after this `-`"),
    ("a: 1\nb: 2\na: 3", (3, 1), "`a` stands here again; it is already on line 1"),
    ("a:1\nb: 2", (1, 2), NO_SPACE),
    ("a: 1\nb:2\n\n# c\nd: 3", (2, 2), NO_SPACE),
    ("a: 1\nhello\nb: 2", (2, 1), NO_NAME),
    ("a\nb: 1", (1, 1), NO_NAME),
    (": 1", (1, 1), "a name is missing before this `:`"),
    ("a: |\nhello\nb: 1", (2, 1), BLOCK),
    ("a:\n  - b: |\n  code", (3, 1), BLOCK),
    ("a: | hello", (1, 6), "after `|` or `>` the text begins on the next line"),
    ("a: &x 1", (1, 4), "`&` begins an anchor, which lessons do not use; quote the text"),
    ("a: & b", (1, 4), BEGINS.format("&")),
    ("a: *x", (1, 4), "`*` begins an alias, which lessons do not use; quote the text"),
    ("a: ? b", (1, 4), BEGINS.format("?")),
    ("a: %x", (1, 4), BEGINS.format("%")),
    ("%hello\na: 1", (1, 1), DIRECTIVE),
    ("a: 1\n%YAML", (2, 1), DIRECTIVE),
    ("a: 1\n---\nb: 2", (2, 1), "a second document starts here; a file holds one"),
    ("a: 1\n...\nb: 2", (3, 1), "`...` ended the file above; nothing may follow it"),
    ("a: \x07", (1, 4), "the control character U+0007 may not stand in a file; remove it"),
    ("a: 1\n\ufeffb: 2", (2, 1),
     "the control character U+FEFF may not stand in a file; remove it"),
    ("a:\n\xa0\xa0b: 1", (2, 1), "the blank U+00A0 stands here; indent with ordinary spaces"),
    ('a: "C:\\path"', (1, 7),
     "in double quotes `\\` begins an escape; write `\\\\`, or use single quotes"),
]  # fmt: skip


@pytest.mark.parametrize("loader", [parsing._LOADER, yaml.SafeLoader])
@pytest.mark.parametrize(("text", "place", "said"), BROKEN)
def test_what_is_said_helps_who_knows_no_yaml(
    monkeypatch: pytest.MonkeyPatch, loader: type, text: str, place: tuple[int, int], said: str
) -> None:
    monkeypatch.setattr(parsing, "_LOADER", loader)
    found = read(text)
    assert isinstance(found, RefusedError)
    # The slower parser places an escape at the letter behind the backslash.
    column = place[1] + (loader is yaml.SafeLoader and "escape" in said)
    assert (found.line, found.column, found.text) == (place[0], column, said)


PRINTABLE = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"],
        include_characters="\n\t",
        exclude_characters="\ufeff\ufffe\uffff",
    )
)
VALUES = st.recursive(
    PRINTABLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PRINTABLE, inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_what_is_written_is_read(value: object) -> None:
    """Every text survives, told from `true` or `12:30` by nothing but itself."""
    text = yaml.safe_dump(value, allow_unicode=True, default_style='"')
    text = text.replace("!!str ", "")
    assert plain(parse_text(text)) == value


def plain(node: Node) -> object:
    if isinstance(node, Mapping):
        return {key: plain(value) for key, (_key, value) in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.text


@pytest.mark.parametrize(
    "text", ["yes", "no", "on", "12:30", "1.0", "null", "~", "0x1F", "2026-01-01"]
)
def test_scalars_stay_text(text: str) -> None:
    node = parse_text(f"a: {text}")
    assert plain(node) == {"a": text}


def test_a_literal_block_knows_its_place() -> None:
    node = parse_text("a: 1\ncode: |\n  x = 1\n  y = 2\n")
    assert isinstance(node, Mapping)
    code = node.get("code")
    assert code == Scalar(2, 7, "x = 1\ny = 2\n", plain=False, literal=True, margin=2)


def test_the_parser_in_use_is_the_fast_one_where_there_is_one() -> None:
    assert parsing._LOADER is getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def test_a_place_behind_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfab\xff")
    (issue,) = yamlsource.read(path).text()[1]
    assert (issue.line, issue.column) == (1, 3)
    path.write_bytes("é\r\né: \u2028é".encode() + b"\xff")
    (issue,) = yamlsource.read(path).text()[1]
    assert (issue.line, issue.column) == (3, 2)
