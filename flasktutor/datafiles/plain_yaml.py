"""Owns reading YAML as plain data, of the kind that comes along: mappings, lists, texts, truths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

_WORDS = {"true": True, "false": False, "": None}


def parse(text: str) -> Any:
    """YAML as plain data: mappings, lists, texts, true and false.

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
