"""Owns what reminds of a step in one line: its question, or how it begins."""

from __future__ import annotations

import re

GIST = 60
"""How many characters of a step's question remind of it."""
TELLING = 35
"""From how many characters on a question tells what it is about: not "What is printed?"."""
_FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_EMPHASIS = re.compile(r"\*\*(.+?)\*\*|(?<!\w)\*(\S(?:[^*]*\S)?)\*(?!\w)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def gist(body: str) -> str:
    """What reminds of a step: its question where that tells enough, else how it begins."""
    text = " ".join(_FENCED.sub(" ", body).replace("`", "").split())
    text = _EMPHASIS.sub(lambda found: found[1] or found[2], text)
    questions = (one for one in _SENTENCE.split(text) if one.endswith("?"))
    telling = next((one for one in questions if len(one) >= TELLING), text)
    return _cut(telling) if len(telling) > GIST else telling


def _cut(text: str) -> str:
    """The beginning of `text`; what it quotes there is not left open."""
    # A first word that alone is too long is cut: nothing would be left of it otherwise.
    begun = text[: GIST - 2].rpartition(" ")[0] or text[: GIST - 2]
    begun = begun.rstrip(",;:.")
    for opening, closing in ("“”", "()"):
        if begun.count(opening) > begun.count(closing):
            return f"{begun}…{closing}"
    return f'{begun}…"' if begun.count('"') % 2 else f"{begun}…"
