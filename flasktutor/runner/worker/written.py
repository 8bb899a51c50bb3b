"""Owns events as they are told: JSON, in portions for a frame each.

What the proxies hold is mostly as it was at the event before, and then written once: to have
`json` write each event whole takes three times as long, which is time of the learner's app.
"""

from __future__ import annotations

import json
from typing import Any, Iterator

from . import fit

_ROOM = 100 * 1024
#: A suite of tests has up to 10,000 events, and what an extension keeps in `g` stands in each.
_IN_ALL = 12 * 1024 * 1024
_HELD = ("current_app", "g", "request", "session", "lane", "file")


def frames(events: list[dict[str, Any]], of: int | None = None) -> Iterator[bytes]:
    """Frames with all events, cut where they do not fit; `of` is the request they belong to."""
    head, tail = '{"events": [', "]}"
    if of is not None:
        head, tail = f'{{"events": {{"of": {of}, "events": [', "]}}"
    for batch in _batches(events):
        yield (head + ", ".join(batch) + tail).encode("ascii")


def _batches(events: list[dict[str, Any]]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in _fitting(events):
        batch.append(text)
        size += len(text)
        if size > _ROOM:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _fitting(events: list[dict[str, Any]]) -> Iterator[str]:
    """Each event; where they are too many, it is said and they end."""
    total = 0
    for event, text in zip(events, _texts(events)):
        if len(text) > fit.LONGEST_EVENT:
            text = json.dumps(fit.cut(event)[0])
        total += len(text)
        if total > _IN_ALL:
            yield json.dumps(dict(fit.cut(event)[0], kind="recording-full", label=""))
            return
        yield text


def _texts(events: list[dict[str, Any]]) -> Iterator[str]:
    before: dict[str, Any] = {}
    start = ""
    for event in events:
        held = {name: event[name] for name in _HELD}
        if held != before:
            before, start = held, json.dumps(held)[:-1]
        label = json.dumps(event["label"]) if event["label"] else '""'
        frame = "null" if event["frame"] is None else event["frame"]
        yield (
            f'{start}, "number": {event["number"]}, "kind": "{event["kind"]}", '
            f'"line": {event["line"]}, "at_ms": {event["at_ms"]}, '
            f'"frame": {frame}, "label": {label}}}'
        )
