"""Owns how lengths of time are said, with the plural forms of each language."""

from __future__ import annotations

from datetime import timedelta

from flasktutor.language import _, ngettext

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def minutes(count: int) -> str:
    """How long a lesson takes."""
    return ngettext("{n} minute", "{n} minutes", count).format(n=count)


def until(wait: timedelta) -> str:
    """When something comes, in whole hours up to a day and a half, then in whole days."""
    if wait < _HOUR:
        return _("within the hour")
    if wait < 1.5 * _DAY:
        hours = round(wait / _HOUR)
        return ngettext("in {n} hour", "in {n} hours", hours).format(n=hours)
    days = round(wait / _DAY)
    return ngettext("in {n} day", "in {n} days", days).format(n=days)
