"""Who asks an app for nothing is told what else it has, and how to ask for that."""

from __future__ import annotations

import shlex
from pathlib import Path

from tests.trace.project import Command, project, trace, write

__all__ = ["project", "trace"]

APP = """
    from flask import Flask

    app = Flask(__name__)


    @app.get("/")
    def index():
        return "home"
"""
BOOKS = """

    @app.get("/books/<int:number>/<path:part>")
    def book(number, part):
        return f"{number} {part}"
"""
ORDERS = """

    @app.post("/orders")
    def order():
        return "ordered"
"""


def test_other_routes_are_named_with_a_request_to_type(project: Path, trace: Command) -> None:
    write(project, APP + BOOKS + ORDERS)
    said = " ".join(trace("app.py", before=("--lang", "en")).stdout.split())
    routes = "`/books/<int:number>/<path:part>`, `POST /orders`"
    assert f"Only `/` was asked for; the app has 2 other routes: {routes}." in said
    typed = said.partition("name them: ")[2]
    assert typed == "flasktutor trace app.py /books/1/part"
    answer = trace(*shlex.split(typed)[2:]).stdout
    assert "200 OK" in answer
    assert "Only `/`" not in answer


def test_without_a_target_none_is_named(project: Path, trace: Command) -> None:
    write(project, APP + ORDERS)
    said = trace(before=("--lang", "en")).stdout
    assert "the app has 1 other route: `POST /orders`." in said
    assert "flasktutor trace 'POST /orders'" in said
    assert "200 OK" in trace("POST /orders").stdout


def test_an_app_of_one_page_and_static_files_has_no_others(project: Path, trace: Command) -> None:
    write(project, APP)
    assert "Only `/`" not in trace("app.py", before=("--lang", "en")).stdout
