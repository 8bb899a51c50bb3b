"""Owns what a program with known context events is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import dedent

APPS = """
from flask import Flask, current_app, g, request, session
app = Flask("shop")
app.secret_key = "x"
cafe = Flask("cafe")
"""


@dataclass(frozen=True, kw_only=True)
class Program:
    """A snippet and the events that it makes, one `lane: kind label` for each.

    `events` are those of Flask 3.1; `differs` has what other versions do otherwise, by version.
    """

    source: str
    events: str
    differs: Mapping[str, str] = field(default_factory=dict)

    def expected(self, version: str) -> list[str]:
        """The events on that version of Flask (`2.3`, `3.0`, `3.1`, `3.2`)."""
        events = dedent(self.differs.get(version, self.events)).strip()
        if version == "3.2" and version not in self.differs:
            events = _merged(events)
        return events.splitlines()


def _merged(events: str) -> str:
    """The events where the two contexts of a request are one, as they are from Flask 3.2 on."""
    pushed = r"^(.+): app-(pushed|inherited|back) (.+)\n\1: request-\2 (.+)$"
    events = re.sub(pushed, r"\1: context-\2 \3, \4", events, flags=re.MULTILINE)
    popped = r"^([^:\n]+): request-popped ([^\n]+)\n(.*?)^\1: app-popped ([^\n]+)$"
    return re.sub(popped, r"\3\1: context-popped \4, \2", events, flags=re.MULTILINE | re.DOTALL)
