"""Programs whose traces make pages: an app with threads and faults, a suite that fails."""

from __future__ import annotations

APP = """\
import threading
from flask import Flask, current_app, g, request, session

app = Flask(__name__)
app.secret_key = "not a secret"

@app.before_request
def who():
    g.user = request.args.get("name", "nobody")

@app.get("/hello")
def hello():
    session["seen"] = 1
    with app.app_context():
        g.inner = 1
    worker = threading.Thread(target=work, name="worker")
    worker.start()
    worker.join()
    return f"Hello {g.user}"

def work():
    with app.app_context():
        g.job = "mail"
        print(current_app.name)

@app.get("/bad")
def bad():
    return g.nothing

@app.teardown_appcontext
def close(error):
    g.pop("user", None)
"""
ASKED = ("app.py", "/hello?name=Ayu", "/bad", "/nope")

SUITE = """\
import pytest
from flask import current_app
from app import app

@pytest.fixture
def client():
    with app.test_client() as client:
        yield client

def test_hello(client):
    assert client.get("/hello?name=Ayu").text == "Hello Ayu"

def test_name():
    assert current_app.name == "app"

def test_wrong(client):
    assert client.get("/nope").status_code == 200
"""


def line(text: str) -> int:
    """The line of the app that holds this."""
    return next(n for n, one in enumerate(APP.splitlines(), 1) if text in one)
