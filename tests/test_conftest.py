"""The eye on forgotten contexts sees them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.checkout import ROOT

FORGETFUL = """
from flask import Flask

def test_forgets():
    Flask("shop").test_request_context("/").push()

def test_pops():
    with Flask("shop").app_context():
        pass

def test_nothing_of_flask():
    pass
"""


def test_a_test_that_leaves_a_context_pushed_fails(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("from tests.conftest import _no_context_left_pushed\n")
    (tmp_path / "test_it.py").write_text(FORGETFUL)
    said = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1, said.stdout
    assert "the test left a context pushed: " in said.stdout
    assert "3 passed, 1 error" in said.stdout
