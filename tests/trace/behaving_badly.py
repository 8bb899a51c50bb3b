"""Owns an app to misbehave in, and whether a process is gone."""

from __future__ import annotations

import time

from tests.trace.server import is_there

HEAD = """
import os, sys, threading, time
from flask import Flask
app = Flask(__name__)

@app.get("/pid")
def pid():
    return str(os.getpid())

@app.get("/fine")
def fine():
    return "fine"
"""


def gone(pid: int) -> bool:
    """Whether a process ends soon."""
    deadline = time.monotonic() + 20
    while is_there(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_there(pid)
