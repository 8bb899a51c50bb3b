"""Owns the few signs that are not ASCII, with what stands for them where they cannot be shown."""

from __future__ import annotations

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
    "❯": ">",
    "●": "*",
    "○": "o",
}


def shown(text: str, encoding: str | None) -> str:
    """`text` with signs that `encoding` lacks replaced by ASCII ones that mean the same."""
    try:
        text.encode(encoding or "ascii")
    except UnicodeEncodeError:
        for sign, plain in _ASCII.items():
            text = text.replace(sign, plain)
        return text.encode(encoding or "ascii", "replace").decode(encoding or "ascii")
    except LookupError:
        return shown(text, "ascii")
    return text
