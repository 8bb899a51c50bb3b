"""Makes hostile streams of frames: from nothing, or from real ones after accidents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from flasktutor.runner.worker import wire

LONGEST = 4 * 2**20
ODD: tuple[Any, ...] = (
    *(None, True, -1, 0.5, 10**30, 2**53, "", "x" * 5000, "\x1b[2J\u202e", "\ud800", [], {}),
    *([[]] * 30_000, [{}] * 30_000, {"a": {"b": {}}}, [1] * 50_000, "é" * 100_000),
)
RAW = (b"NaN", b"1e999", b"-Infinity", b"9" * 5000, b"[" * 5000, b'{"a":' * 3000, b"nul", b'"\xff"')


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else ()
    for key, one in enumerate(value) if isinstance(value, list) else inner:
        yield from _paths(one, (*path, key))


def _changed(frame: Any, chance: Random) -> Any:
    """A frame with one of its values replaced, removed or renamed."""
    copy = json.loads(json.dumps(frame))
    path = chance.choice([path for path in _paths(copy) if path])
    place = copy
    for key in path[:-1]:
        place = place[key]
    if isinstance(place, dict) and chance.random() < 0.3:
        value = place.pop(path[-1])
        if chance.random() < 0.5:
            place[chance.choice(["", "x", "ended", "finished", "type"])] = value
    else:
        place[path[-1]] = chance.choice(ODD)
    return copy


def _damaged(data: bytes, chance: Random) -> bytes:
    """Bytes after an accident."""
    at = chance.randrange(len(data) + 1)
    return chance.choice(
        (
            data[:at],
            data[at:],
            data[:at] + chance.randbytes(chance.randint(1, 9)) + data[at:],
            data[:at] + data,
            data * chance.choice((2, 1 + min(50, LONGEST // (len(data) + 1)))),
            data[:4] + chance.choice(RAW) + data[4:],
            chance.randbytes(4) + data,
        )
    )


def _framed(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + body


def _made_up(chance: Random) -> bytes:
    return chance.choice(
        (
            b"\xff" * 65536,
            b"\0" * chance.choice((1, 4, 65536)),
            b"\0\0\0\3abc",
            chance.randbytes(chance.choice((1, 5, 3000))),
            _framed(b"[" + b"[]," * 300_000 + b"[]]"),
            _framed(b"[" + b"{}," * 300_000 + b"{}]"),
            _framed(b'{"events":[]}'),
            _framed(b'{"finished":true}'),
            _framed(chance.choice(RAW)),
            _framed(b'{"observation":{"json":' + chance.choice(RAW) + b"}}"),
            (2**20).to_bytes(4, "big") + b"x" * chance.choice((0, 10, 2**20)),
            b"Fatal Python error: " + chance.randbytes(20),
            b"\0\0",
        )
    )


def stream(chance: Random, real: list[Any]) -> bytes:
    """A hostile stream."""
    if chance.random() < 0.3:
        return _made_up(chance)
    frames = chance.sample(real, chance.randint(1, len(real)))
    whole = b"".join(
        wire.pack(_changed(one, chance) if chance.random() < 0.6 else one) for one in frames
    )
    for _accident in range(chance.choice((0, 0, 1, 2))):
        whole = _damaged(whole, chance)[:LONGEST]
    return whole[:LONGEST]
