"""Owns what a learner may be called where progress is handed in: a name or a number."""

from __future__ import annotations

import unicodedata

LONGEST = 60
"""Characters of a name: two names in full and a number fit."""


def chosen_name(text: str) -> str:
    """The name as it is kept: composed, with single spaces.

    ValueError when it is empty, too long, or holds what is not drawn.
    """
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not name or len(name) > LONGEST or not name.isprintable():
        raise ValueError(text)
    return name
