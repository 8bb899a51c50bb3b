"""Owns reading the knowledge base: `knowledge/*.yaml`, with words per language laid over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from flasktutor.causes.model import Cause, Clash, Removed, Repair, Sign

FOLDER = Path(__file__).parent / "knowledge"
GENERAL = "general"  # words per exception type, for errors that no cause fits
NO_CAUSES = (GENERAL, "clashes", "clash_words")


_WORDS = {"true": True, "false": False, "": None}


def parse(text: str) -> Any:
    """YAML as plain data, of the kind that is written here: mappings, lists, texts, true and false.

    PyYAML's parser does the reading. Its general way from there to data takes as long again, and
    somebody with an error waits for it.
    """
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    events = yaml.parse(text, Loader=loader)
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            return _node(event, events, {})
    return None


def _node(event: yaml.Event, events: Iterator[yaml.Event], anchors: dict[str, Any]) -> Any:
    if isinstance(event, yaml.AliasEvent):
        return anchors[event.anchor or ""]
    value = _value(event, events, anchors)
    if isinstance(event, yaml.NodeEvent) and event.anchor:
        anchors[event.anchor] = value
    return value


def _value(event: yaml.Event, events: Iterator[yaml.Event], anchors: dict[str, Any]) -> Any:
    if isinstance(event, yaml.ScalarEvent):
        # Without quotes: style is None in PyYAML's own parser, "" in the one in C.
        return event.value if event.style else _WORDS.get(event.value, event.value)
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(inner := next(events), yaml.SequenceEndEvent):
            items.append(_node(inner, events, anchors))
        return items
    entries = {}
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        entries[_node(key, events, anchors)] = _node(next(events), events, anchors)
    return entries


@lru_cache
def causes(language: str) -> Mapping[str, Cause]:
    """Every cause by id, in the order of the files, with words in `language` where they exist."""
    found = {}
    for path in files():
        words = _words(path, language)
        for name, data in parse(path.read_text("utf-8")).items():
            found[name] = _cause(name, data, words.get(name) or {})
    return found


@lru_cache
def general(language: str) -> Mapping[str, Mapping[str, str]]:
    """What can be said of an exception type (or "") when its cause is not known."""
    path = FOLDER / f"{GENERAL}.yaml"
    words = _words(path, language)
    return {
        name: {**data, **words.get(name, {})}
        for name, data in parse(path.read_text("utf-8")).items()
    }


def files() -> Iterator[Path]:
    """The files of causes, in the order in which they are tried."""
    for path in sorted(FOLDER.glob("*.yaml")):
        if "." not in path.stem and path.stem not in NO_CAUSES:
            yield path


def _words(path: Path, language: str) -> Mapping[str, Any]:
    overlay = path.with_suffix(f".{language}.yaml")
    return (parse(overlay.read_text("utf-8")) or {}) if overlay.exists() else {}


def _cause(name: str, data: Mapping[str, Any], words: Mapping[str, Any]) -> Cause:
    repairs = data.get("fixes", [])
    said = words.get("fixes") or [repair["say"] for repair in repairs]
    signs = data.get("recognise", [])
    return Cause(
        id=name,
        lesson=data.get("lesson", ""),
        means=words.get("means") or data["means"],
        why=words.get("why") or data["why"],
        fixes=tuple(_repair(repair, say) for repair, say in zip(repairs, said, strict=True)),
        signs=tuple(_sign(sign) for sign in signs if "error" in sign or "line" in sign),
        clashes=tuple(Clash(versions=sign["versions"]) for sign in signs if "versions" in sign),
        removed=tuple(
            Removed(names=tuple(sign["names"].split()), since=str(sign["since"]))
            for sign in signs
            if "names" in sign
        ),
        found_by_check=any("probe" in sign for sign in signs),
        found_by_trace=any("traced" in sign for sign in signs),
        by_rule=any("rule" in sign for sign in signs),
        certain=data.get("certain", True),
        confirm=_confirm(data.get("confirm"), words.get("confirm")),
        page=data.get("page", ""),
        example=data.get("example", "").rstrip(),
    )


def _confirm(data: Mapping[str, Any] | None, said: str | None) -> Repair | None:
    return _repair(data, said or data.get("say", "")) if data else None


def _sign(data: Mapping[str, Any]) -> Sign:
    return Sign(
        errors=tuple(data.get("error", "").split()),
        message=data.get("message", ""),
        line=data.get("line", ""),
        context=data.get("context", ""),
        without=data.get("without", ""),
        inside=data.get("inside", ""),
        file=data.get("file", ""),
        raised_in=data.get("raised_in", ""),
        flask=data.get("flask", ""),
        certain=data.get("certain"),
    )


def _repair(data: Mapping[str, Any], say: str) -> Repair:
    run = data.get("run", {})
    return Repair(
        say=say,
        run={"any": run} if isinstance(run, str) else run,
        code=data.get("code", ""),
        install=data.get("install", ""),
        upgrade=data.get("upgrade", ""),
        reinstall=data.get("reinstall", ""),
        show=data.get("show", ""),
    )
