"""Owns what fits into a report: how long texts are, how much JSON, how many events."""

from __future__ import annotations

import json
import math
from typing import Any, Iterator

LONGEST_TEXT = 4000
_MOST_VALUES = 40_000
_DEEPEST = 50
_MOST_BITS = 10_000
_LONGEST_EVENT = 16 * 1024
_EVENTS_OF_FRAME = 100 * 1024
_EVENTS_IN_ALL = 3 * 1024 * 1024
_EVENTS_IN_ONE = 500 * 1024


def short(text: str) -> str:
    """`text`, cut where it is longer than anybody reads."""
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"


def is_small(value: Any) -> bool:
    """Whether JSON data is neither nested deep nor of very many values, and all can be written."""
    count, level = 0, [value]
    for _depth in range(_DEEPEST):
        count += len(level)
        if not level or count > _MOST_VALUES:
            break
        if not all(map(_can_be_written, level)):
            return False
        level = [inner for one in level for inner in _inside(one)]
    return not level and count <= _MOST_VALUES


def _can_be_written(value: Any) -> bool:
    if type(value) is float:
        return math.isfinite(value)
    return type(value) is not int or value.bit_length() <= _MOST_BITS


def _inside(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def batches(events: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Events in portions for a frame each."""
    batch: list[dict[str, Any]] = []
    size = 0
    for event, length in _measured(events, _EVENTS_IN_ALL):
        batch.append(event)
        size += length
        if size > _EVENTS_OF_FRAME:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def in_one_frame(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Events that fit into a frame together with something else."""
    return [event for event, _length in _measured(events, _EVENTS_IN_ONE)]


def cut(event: dict[str, Any], longest: int = _LONGEST_EVENT) -> tuple[dict[str, Any], int]:
    """An event, without what the proxies held if it were too long, and its length in JSON.

    The length is a guess, for an exact one costs as much as writing: rather too high.
    """
    length = _length(event)
    if length <= longest:
        return event, length
    texts = {key: one[:120] for key, one in event.items() if isinstance(one, str)}
    g = event["g"] and {name[:60]: "…" for name in event["g"]}
    session = event["session"] and tuple(key[:60] for key in event["session"])
    event = {**event, **texts, "g": g, "session": session}
    return event, _length(event)


_OF_EVENT = 250  # its keys and numbers
_AROUND_TEXT = 4


def _length(event: dict[str, Any]) -> int:
    length = _OF_EVENT
    for value in event.values():
        if type(value) is str:
            length += _written(value)
        elif type(value) is dict:
            length += sum(_written(name) + _written(one) for name, one in value.items())
        elif value and type(value) in (tuple, list):
            length += sum(map(_written, value))
    return length


def _written(text: Any) -> int:
    """About how long a text is in JSON, with its quotes and what follows them."""
    text = text if type(text) is str else json.dumps(text)
    return _AROUND_TEXT + (len(text) if text.isascii() else 6 * len(text))


def _measured(events: list[dict[str, Any]], most: int) -> Iterator[tuple[dict[str, Any], int]]:
    """Each event cut to fit, and its length; where they are too many, it is said and they end."""
    total = 0
    for one in events:
        event, length = cut(one)
        total += length
        if total > most:
            yield dict(event, kind="recording-full", label=""), length
            return
        yield event, length
