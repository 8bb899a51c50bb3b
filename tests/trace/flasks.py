"""Owns two environments, an older and a newer Flask, and commands that compare them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.flasks.versions import python_with
from tests.process import environment
from tests.trace.project import Done, flat

SHOP = """
    from flask import Flask, current_app, has_request_context, request
    app = Flask("bookshop")
    cafe = Flask("cafe")

    @app.get("/books")
    def books():
        with cafe.app_context():
            path = request.path if has_request_context() else "hidden"
            return f"{current_app.name}, request: {path}"

    if __name__ == "__main__":
        print(app.test_client().get("/books").text)
    """
SAME = """
    from flask import Flask, g
    app = Flask("shop")

    @app.get("/")
    def index():
        g.thing = object()
        print(g.thing)
        app.logger.warning("seen")
        return "fine"
    """


@pytest.fixture(scope="module")
def old() -> Path:
    """An environment in which a request has two contexts."""
    return python_with("3.1")


@pytest.fixture(scope="module")
def new() -> Path:
    """One in which it has a single one."""
    return python_with("3.2")


def both(first: Path, second: Path) -> tuple[str, ...]:
    return ("--python", str(first), "--python", str(second))


def told(done: Done) -> str:
    """What is said to differ, without line breaks."""
    return flat(done.stdout[done.stdout.index("differs") - 10 :])


def run(project: Path, *arguments: str, lang: str = "en") -> Done:
    """`flasktutor run` in the project's folder."""
    return subprocess.run(
        [sys.executable, "-m", "flasktutor", "--lang", lang, "run", *arguments],
        cwd=project, env=environment(project / "home"), capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
