"""Owns what fits into a report: how long texts are, how much JSON, how long an event."""

from __future__ import annotations

import json
import math
from typing import Any

LONGEST_TEXT = 4000
_MOST_VALUES = 40_000
_DEEPEST = 50
_MOST_BITS = 10_000
LONGEST_EVENT = 16 * 1024
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


def in_one_frame(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Events that fit into a frame together with something else."""
    kept: list[dict[str, Any]] = []
    total = 0
    for one in events:
        event, length = cut(one)
        total += length
        if total > _EVENTS_IN_ONE:
            return [*kept, dict(event, kind="recording-full", label="")]
        kept.append(event)
    return kept


def cut(event: dict[str, Any], longest: int = LONGEST_EVENT) -> tuple[dict[str, Any], int]:
    """An event, without what the proxies held if it were too long, and its length in JSON."""
    length = len(json.dumps(event))
    if length <= longest:
        return event, length
    texts = {key: one[:120] for key, one in event.items() if isinstance(one, str)}
    g = event["g"] and {name[:60]: "…" for name in event["g"]}
    session = event["session"] and tuple(key[:60] for key in event["session"])
    event = {**event, **texts, "g": g, "session": session}
    return event, len(json.dumps(event))
