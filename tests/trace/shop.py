"""Owns a shop with tests of its own, and how its tests and commands are run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.trace.project import write

PYTEST = ("--", sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q")
FLASK = str(Path(sys.executable).parent / "flask")
SHOP = """
    import click
    from flask import Flask, g


    def create_app():
        app = Flask("shop")

        @app.get("/")
        def index():
            g.seen = True
            return "hello"

        @app.cli.command("init-db")
        @click.argument("name")
        def init_db(name):
            g.db = name
            print("made", name)

        return app
"""
CONFTEST = """
    import pytest
    from shop import create_app


    @pytest.fixture(scope="session")
    def app():
        app = create_app()
        with app.app_context():
            yield app


    @pytest.fixture
    def client(app):
        with app.test_client() as client:
            yield client
"""
TESTS = """
    def test_good(client):
        assert client.get("/").text == "hello"


    def test_bad(client):
        assert client.get("/").text == "bye"


    def test_nothing():
        pass
"""


@pytest.fixture
def shop(project: Path) -> Path:
    write(project, SHOP, "shop.py")
    write(project, CONFTEST, "conftest.py")
    write(project, TESTS, "test_shop.py")
    return project
