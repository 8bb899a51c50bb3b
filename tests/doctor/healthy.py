"""Owns what set-ups in which Flask works are made of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.doctor import workbench
from tests.doctor.conftest import Machine

APP = "from flask import Flask\n\napp = Flask(__name__)\n"
FACTORY = "from flask import Flask\n\ndef create_app(config=None):\n    return Flask(__name__)\n"


class SetUps(dict[str, Callable[[Machine], None]]):
    """Functions that make a set-up, by their names."""

    def add(self, build: Callable[[Machine], None]) -> Callable[[Machine], None]:
        self[build.__name__] = build
        return build


def active_venv(machine: Machine) -> Path:
    venv = machine.folder / ".venv"
    workbench.venv(venv)
    machine.activate(venv)
    return venv
