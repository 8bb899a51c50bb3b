"""Owns the few signs that are not ASCII, with what stands for them where they cannot be shown."""

from __future__ import annotations

import unicodedata

_ASCII = {
    "✓": "+",
    "✗": "x",
    "·": "-",
    "…": "...",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "–": "-",
    "—": "-",
    "→": "->",
    "⏎": "|",
    "×": "x",
    "◆": ">",
    "◇": "+",
    "█": "#",
    "▒": "=",
    "░": ".",
    "├": "|",
    "─": "-",
    "│": "|",
    "⋮": ":",
    "❯": ">",
    "●": "*",
    "○": "o",
}


def shown(text: str, encoding: str | None) -> str:
    """`text` with signs that `encoding` lacks replaced by ASCII ones that mean the same.

    Without an encoding (text kept in memory) everything can be shown.
    """
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        for sign, plain in _ASCII.items():
            text = text.replace(sign, plain)
        bare = unicodedata.normalize("NFKD", text)
        without_accents = "".join(c for c in bare if not unicodedata.combining(c))
        return without_accents.encode(encoding or "utf-8", "replace").decode(encoding or "utf-8")
    except LookupError:
        return shown(text, "ascii")
    return text


def single(text: str) -> str:
    """`text` with signs replaced where one ASCII sign stands for one, so that columns stay."""
    return text.translate({ord(sign): plain for sign, plain in _ASCII.items() if len(plain) == 1})
