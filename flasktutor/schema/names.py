"""Owns how names look, and the nearest to a name that is not known."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from flasktutor.language import _

KEY_PATTERN = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
_KEY = re.compile(KEY_PATTERN)
_LONGEST_NAME = 40


def is_key(text: str) -> bool:
    """Whether `text` can name a lesson or a step."""
    return _KEY.fullmatch(text) is not None


def attribute_of(key: str) -> str:
    """The field of a spec that `key` of a file is about."""
    return key.replace("-", "_")


def key_of(attribute: str) -> str:
    """How a spec's field is called in a file."""
    return attribute.replace("_", "-")


def unknown_key(name: str, known: Collection[str] | Iterator[str]) -> str:
    """What to say of a key that is not known, with the nearest that is."""
    known = list(known)
    shown = name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + "…"
    text = _("`{key}` is not known here").format(key=shown)
    near = _close(name, known, 0.6) if shown == name else []
    if near:
        return text + "; " + _("did you mean `{near}`?").format(near=near[0])
    return text + "; " + _("known: {listed}").format(listed=", ".join(known))


def nearest(name: str, known: list[str]) -> str:
    """A hint for a person who gave a name that is not known; empty where none is."""
    if not known:
        return ""
    near = _close(name, known, 0.5)
    if near:
        return _("Did you mean `{near}`?").format(near=near[0])
    return _("There are: {listed}.").format(listed=", ".join(known))


def _close(name: str, known: list[str], cutoff: float) -> list[str]:
    # Whoever misspells nothing does not wait for it.
    from difflib import get_close_matches

    return get_close_matches(name, known, n=1, cutoff=cutoff)
