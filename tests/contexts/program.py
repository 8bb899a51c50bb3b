"""Owns what a program with known context events is."""

from __future__ import annotations

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

    `differs` has what older versions of Flask do otherwise, by version.
    """

    source: str
    events: str
    differs: Mapping[str, str] = field(default_factory=dict)

    def expected(self, version: str) -> list[str]:
        """The events on that version of Flask (`2.3`, `3.0`, `3.1`)."""
        return dedent(self.differs.get(version, self.events)).strip().splitlines()
