"""Owns translations: an overlay's words laid over a lesson, and what does not match."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Named
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from flasktutor.language import _
from flasktutor.schema import Reader, Spec, Words, hints, parts, unknown_key
from flasktutor.values import frozen
from flasktutor.yamlsource import File, Mapping, Node, Scalar, Sequence, parse

S = TypeVar("S", bound=Spec)


@frozen
class Pair:
    """A text in both languages, and where the translation stands."""

    node: Node
    source: str
    translation: str


@dataclass
class Overlay:
    """Lays one file's words over a spec; collects texts, gaps and issues on the way."""

    reader: Reader
    pairs: list[Pair] = field(default_factory=list)
    gaps: list[tuple[Node, str]] = field(default_factory=list)

    def lay(self, spec: S, node: Node, path: str = "") -> S:
        """`spec` in the overlay's language; what has no translation stays as it is."""
        if not isinstance(node, Mapping):
            self.reader.report(node, _("`name: value` lines are expected here"))
            return spec
        known = hints(type(spec))
        changed: dict[str, Any] = {}
        for name, hint in known.items():
            value, words = getattr(spec, name), node.get(name)
            if holds_words(hint) and value:
                changed[name] = self._value(
                    value, hint, words or node, words is None, f"{path}{name}"
                )
        self._refuse_others(node, spec)
        return replace(spec, **changed)

    def _value(self, value: Any, hint: Any, node: Node, absent: bool, path: str) -> Any:
        origin, args = parts(hint)
        if origin is tuple:
            return tuple(self._items(value, args[0], node, absent, path))
        if origin is Named:
            return dict(zip(value, self._items(value, args[1], node, absent, path), strict=True))
        if origin is Words:
            return self._words(value, node, absent, path)
        return self._gap(value, node, path) if absent else self.lay(value, node, f"{path} → ")

    def _items(self, items: Any, hint: Any, node: Node, absent: bool, path: str) -> Iterator[Any]:
        for name, item, found in self._matched(items, node, absent):
            place = f"{path} → {name}"
            yield self._value(item, hint, found or node, found is None, place)

    def _matched(
        self, items: Any, node: Node, absent: bool
    ) -> Iterator[tuple[str, Any, Node | None]]:
        """Each item, its name, its translation: by key where items have keys, else by place."""
        has_keys = not isinstance(items, Named) and items and hasattr(items[0], "key")
        named = {item.key: item for item in items} if has_keys else items
        if isinstance(named, Named):
            yield from self._by_key(named, Mapping(node.line, node.column, {}) if absent else node)
            return
        given: tuple[Node, ...] = ()
        if not absent:
            given = node.items if isinstance(node, Sequence) else (node,)
            if len(given) > len(items):
                self.reader.report(given[len(items)], _("the lesson has no more of these"))
        for number, item in enumerate(items):
            yield str(number + 1), item, given[number] if number < len(given) else None

    def _by_key(self, items: Named[str, Any], node: Node) -> Iterator[tuple[str, Any, Node | None]]:
        if not isinstance(node, Mapping):
            self.reader.report(node, _("translations are found by key: `key:` and its words below"))
            node = Mapping(node.line, node.column, {})
        for key, (place, _value) in node.entries.items():
            if key not in items:
                self.reader.report(place, unknown_key(key, items))
        for key, item in items.items():
            yield key, item, node.get(key)

    def _words(self, value: str, node: Node, absent: bool, path: str) -> Words:
        if absent or not isinstance(node, Scalar):
            if not absent:
                self.reader.report(node, _("text is expected here"))
            return Words(self._gap(value, node, path))
        translation = Words(self.reader.worded(node).text.strip())
        if not translation:
            return Words(self._gap(value, node, path))
        self.pairs.append(Pair(node, value, translation))
        return translation

    def _gap(self, value: Any, node: Node, path: str) -> Any:
        if any(needs_translation(text) for text in texts(value)):
            self.gaps.append((node, path))
        return value

    def _refuse_others(self, node: Mapping, spec: Spec) -> None:
        """Report each line that translates nothing."""
        known = hints(type(spec))
        for name, (key, _value) in node.entries.items():
            if name == spec.tag or (name in known and not holds_words(known[name])):
                text = _("`{key}` is not for translation; it stands in the lesson itself")
                self.reader.report(key, text.format(key=name))
            elif name not in known:
                self.reader.report(
                    key, unknown_key(name, [n for n in known if holds_words(known[n])])
                )
            elif not getattr(spec, name):
                text = _("the file that this translates has no `{key}` here")
                self.reader.report(key, text.format(key=name))


def overlay_of(file: File, wanted: str, header: dict[str, str]) -> tuple[Overlay, Mapping | None]:
    """The overlay that `file` is for the language `wanted`, and the words in it.

    `header` holds the lines that say what it translates. Without a readable file
    there are no words.
    """
    overlay = Overlay(Reader(file.path))
    top, issues = parse(file)
    for issue in issues:
        overlay.reader.add(issue)
    if top is not None and not isinstance(top, Mapping):
        overlay.reader.report(top, _("`name: value` lines are expected here"))
    if not isinstance(top, Mapping):
        return overlay, None
    expected = {**header, "language": wanted}
    for name, value in expected.items():
        node = top.get(name)
        if not isinstance(node, Scalar) or node.text != value:
            text = _("`{name}: {value}` is expected in this file")
            overlay.reader.report(node or top, text.format(name=name, value=value))
    rest = {name: entry for name, entry in top.entries.items() if name not in expected}
    return overlay, Mapping(top.line, top.column, rest)


def holds_words(hint: Any) -> bool:
    """Whether a field of this type has something to translate in it."""
    origin, args = parts(hint)
    if origin is tuple:
        return holds_words(args[0])
    if origin is Named:
        return holds_words(args[1])
    if isinstance(origin, type) and issubclass(origin, Spec):
        family = [origin, *descendants(origin)]
        return any(holds_words(inner) for member in family for inner in hints(member).values())
    return origin is Words


def texts(value: Any) -> Iterator[str]:
    """Every text in `value` that a translation would replace."""
    if isinstance(value, Spec):
        for name, hint in hints(type(value)).items():
            if holds_words(hint):
                yield from texts(getattr(value, name))
    elif isinstance(value, tuple | Named):
        for item in value.values() if isinstance(value, Named) else value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value


def needs_translation(text: str) -> bool:
    """Whether `text` says anything beside code."""
    outside = "".join(text.split("`")[::2])
    return any(character.isalpha() for character in outside)


def descendants(spec: type[Spec]) -> Iterator[type[Spec]]:
    for child in spec.__subclasses__():
        yield child
        yield from descendants(child)
