"""Owns the few signs that are not ASCII, with what stands for them where they cannot be shown."""

from __future__ import annotations

import unicodedata

GOES_ON = "»"
"""At the start of a row that goes on with the line of code above: no code begins so."""
_ASCII = {
    "✓": "+",
    "✗": "x",
    "·": "-",
    "•": "*",
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
    "↑": "^",
    "↓": "v",
    GOES_ON: ">",
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
    """`text` with one ASCII sign for each of ours, so that columns stay as wide as they are."""
    return text.translate({ord(sign): plain[-1] for sign, plain in _ASCII.items()})


def lacking(error: UnicodeError) -> tuple[str, int]:
    """What stands for signs that an encoding lacks: for `codecs.register_error`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    bare = (
        unicodedata.normalize("NFKD", sign)[0] for sign in error.object[error.start : error.end]
    )
    signs = single("".join(bare))
    return "".join(sign if sign.isascii() else "?" for sign in signs), error.end
