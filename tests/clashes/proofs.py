"""Owns how each clash is shown: `proofs.yaml`, its environments and the programs run in them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from flasktutor.causes.clash_words import repair_kind
from flasktutor.causes.clashes import Clash, known
from flasktutor.values import frozen

FILE = Path(__file__).with_name("proofs.yaml")
_ASK = """
response = app.test_client().get("/")
print(response.status)
raise SystemExit(0 if response.status_code < 400 else response.get_data(as_text=True)[-2000:])
"""


@frozen(kw_only=True)
class Proof:
    """How one clash is shown.

    `seen` are environments in which it shows, each a list of steps of requirements; by
    them the bounds of the entry are known. `program` fails there, and works once a
    repair was applied; `repaired` takes its place where the repair changes code.
    """

    clash: Clash
    python: str
    seen: tuple[tuple[str, ...], ...]
    program: str
    repaired: str


def proofs() -> Mapping[str, Proof]:
    """Every proof by the id of its clash."""
    data = yaml.safe_load(FILE.read_text("utf-8"))
    return {name: _proof(known()[name], entry) for name, entry in data.items()}


def changes_code(clash: Clash, repair: str) -> bool:
    """Whether a repair is of use only together with other code."""
    return repair_kind(clash, repair) == "replace"


def _proof(clash: Clash, data: Mapping[str, Any]) -> Proof:
    program = data.get("program") or f"import {clash.module}"
    repaired = data.get("repaired") or program
    ask = _ASK if clash.when == "request" else ""
    return Proof(
        clash=clash,
        python=data.get("python", "3.11"),
        seen=tuple(tuple(line.split(" then ")) for line in data["seen"]),
        program=program + ask,
        repaired=repaired + ask,
    )
