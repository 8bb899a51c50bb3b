"""Any text gives a node or a refusal with a sane place; what is read is what stands there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flasktutor import yamlsource
from flasktutor.yamlsource import Mapping, Node, RefusedError, Scalar, Sequence, parse_text

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
    text, issues = yamlsource.read_text(path)
    assert len(issues) <= 1
    assert not (text and issues)
    for issue in issues:
        assert issue.line >= 1
        assert issue.column >= 1
        assert issue.line <= data.count(b"\n") + data.count(b"\r") + data.count(b"\x85") + 3


@given(st.text() | YAMLISH)
def test_without_libyaml_it_is_no_less_safe(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yamlsource, "_LOADER", yaml.SafeLoader)
        slow = read(text)
    if isinstance(slow, RefusedError):
        assert sane(text, slow.line, slow.column)


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
    assert code == Scalar(2, 7, "x = 1\ny = 2\n", plain=False, literal=True)


def test_the_parser_in_use_is_the_fast_one_where_there_is_one() -> None:
    assert yamlsource._LOADER is getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def test_a_place_behind_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfab\xff")
    (issue,) = yamlsource.read_text(path)[1]
    assert (issue.line, issue.column) == (1, 3)
    path.write_bytes("é\r\né: \u2028é".encode() + b"\xff")
    (issue,) = yamlsource.read_text(path)[1]
    assert (issue.line, issue.column) == (3, 2)
