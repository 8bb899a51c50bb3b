"""Owns what is said of the routes of an app of which only `/` was asked for, and how to ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from flasktutor.cli.output.lines import Line, wrapped
from flasktutor.language import _, ngettext

if TYPE_CHECKING:
    from flasktutor.trace.seen import Trace

_SHOWN = 4
"""So many routes are named."""
_PART = re.compile(r"<(?:(?P<kind>\w+)(?:\([^)]*\))?:)?(?P<name>\w+)>")
_NUMBERS = {"int": "1", "float": "1.5"}


def unasked(seen: Trace, target: str | None) -> Iterator[Line]:
    """The other routes, and how to ask for one; nothing where there is none."""
    from flasktutor.ui.flows import to_type

    others = [route for route in dict.fromkeys(seen.routes) if route != "/"]
    if not others:
        return
    named = ", ".join(f"`{route}`" for route in others[:_SHOWN])
    named += ", …" if len(others) > _SHOWN else ""
    text = ngettext(
        "Only `/` was asked for; the app has {n} other route: {named}.",
        "Only `/` was asked for; the app has {n} other routes: {named}.",
        len(others),
    )
    how = _("To ask for others, name them:")
    command = to_type.of_words(["trace", *([target] if target else []), _request(others[0])])
    yield Line("")
    yield from wrapped(f"{text.format(n=len(others), named=named)} {how}", first="")
    yield Line(f"  {command}", "command")


def _request(route: str) -> str:
    """A request that fits the route: its variable parts are made up."""
    return _PART.sub(lambda part: _NUMBERS.get(part["kind"], part["name"]), route)
