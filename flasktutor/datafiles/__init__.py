"""Owns reading the YAML data that comes along: parsed, or as it was compiled at the install.

A compiled file lies beside its source and holds for this very text of it: where the two do not
belong together, the source is parsed. So data of any size is quickly there, and what somebody
changes in it counts at once. The hook that builds the package uses this, and nothing else of it.
"""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from pathlib import Path
from typing import Any


def read(path: Path) -> Any:
    """The data in a YAML file."""
    source = path.read_bytes()
    with contextlib.suppress(OSError, ValueError):
        told, _line, compiled = path.with_suffix(".json").read_bytes().partition(b"\n")
        if told == mark(source, compiled):
            return json.loads(compiled)
    return _parsed(source)


def compile_all(folder: Path) -> None:
    """Write beside each YAML file in `folder`, or deeper, what `read` is quicker with."""
    for path in folder.rglob("*.yaml"):
        source = path.read_bytes()
        data = json.dumps(_parsed(source), ensure_ascii=False, separators=(",", ":"))
        compiled = data.encode("utf-8")
        # In one step: another process may be reading the old one.
        beside = path.with_suffix(f".{os.getpid()}")
        beside.write_bytes(mark(source, compiled) + b"\n" + compiled)
        beside.replace(path.with_suffix(".json"))


def mark(*texts: bytes) -> bytes:
    """What tells of texts whether they belong together, and are whole."""
    return b" ".join(b"%d %d" % (len(text), zlib.crc32(text)) for text in texts)


def _parsed(source: bytes) -> Any:
    from flasktutor.datafiles.plain_yaml import parse  # what is compiled needs no YAML

    return parse(source.decode("utf-8"))
