"""Owns what a row is: a small program, and what it prints on Flask 3.1 and on 3.2.

These are the rows that the double of 3.2 claims; they are run on it, on 3.1, and on 3.2
itself where that is at hand. Numbers of objects are written `ID`.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

START = """
import warnings
from importlib.metadata import metadata
from threading import Thread
import flask
from flask import *
from flask.globals import app_ctx
from flask.views import View
warnings.simplefilter("always")
app = Flask("shop")
app.secret_key = "x"
cafe = Flask("cafe")

def told(work, until="\\n"):
    try:
        print(work())
    except BaseException as error:
        print(f"{type(error).__name__}: {str(error).partition(until)[0]}")

def warned(work):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        told(work)
    for one in seen:
        print(one.category.__name__, *str(one.message).split()[:5])
"""


@dataclass(frozen=True)
class Row:
    """A program; `old` is what it prints up to 3.1, `new` from 3.2 on (the same, if empty)."""

    name: str
    source: str
    old: str
    new: str = ""

    def expected(self, version: str) -> str:
        """What the program prints on a version from 3.1 on."""
        return dedent(self.old if version == "3.1" or not self.new else self.new).strip()
