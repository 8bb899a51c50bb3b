"""Text as Markdown that shows it as it is."""

from __future__ import annotations

import re

_ACTS = re.compile(r"([\\`*_{}\[\]<>#|&])")


def plain(text: str) -> str:
    """`text` as words, whatever is in it."""
    return _ACTS.sub(r"\\\1", text)


def fenced(text: str, kind: str = "text") -> str:
    """`text` as a block, fenced by more than it has itself."""
    longest = max((len(one) for one in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{kind}\n{text.rstrip()}\n{fence}\n"
