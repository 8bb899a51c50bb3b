"""Owns the words of a question for yes or no: its keys, and what they do on both screens."""

from __future__ import annotations

from flasktutor.language import _


def words() -> tuple[str, str]:
    """Yes and no, in the language in use."""
    return _("yes"), _("no")


def told(default: bool) -> str:
    """What can be answered, for who did not see it or asked."""
    yes, no = words()
    text = _("`{y}` says {yes}, `{n}` says {no}; Enter alone says {default}.")
    return text.format(y=yes[0], yes=yes, n=no[0], no=no, default=yes if default else no)
