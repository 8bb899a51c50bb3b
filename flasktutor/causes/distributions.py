"""Owns under which name pip knows a module: `data/distributions.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flasktutor.datafiles import read

FOLDER = Path(__file__).parent / "data"


@cache
def _data() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = read(FOLDER / "distributions.yaml")
    return loaded


@cache
def known() -> frozenset[str]:
    """The modules whose distribution's name is known."""
    return frozenset(_data()["names"]) | frozenset(_data()["same"].split())


@cache
def namespaces() -> frozenset[str]:
    """The first names that packages of several makers share."""
    return frozenset(_data()["namespaces"].split())


def of(module: str) -> str:
    """The distribution that brings `module`; where it is not known, the module's own name."""
    name = str(_data()["names"].get(module, ""))
    return name or (module if "." in module else module.replace("_", "-"))


def together(distribution: str) -> str:
    """What has to be upgraded along with `distribution`, itself among it."""
    return str(_data()["together"].get(distribution, distribution))


def ended(distribution: str) -> bool:
    """Whether its makers have given it up, so that no newer release will come."""
    return normal(distribution) in {normal(name) for name in _data()["ended"].split()}


def normal(name: str) -> str:
    """`name` as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
