"""The line that is told as one's own is one of the traceback that is told of, or of its chain.

The texts are what Python itself writes of these programs.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flasktutor.causes import Explanation, explain_text

OWN = "totals = {}\ntotals['sum']\n"
IN_NO_LINE_OF_ONES_OWN = """
import sqlite3
import threading

shop = sqlite3.connect(":memory:", check_same_thread=False)
threading.Thread(target=shop.execute, args=("SELECT * FROM book",)).start()
"""
"""What a thread calls at once has no line above it but Python's."""
PACKAGE = """
import sqlite3

def ask():
    return sqlite3.connect(":memory:").execute("SELECT * FROM book")

def bring():
    try:
        ask()
    except sqlite3.OperationalError as error:
        raise LookupError("nothing came") from error
"""
CALLS = "from orders import bring\nbring()\n"
CATCHES = "import orders\ntry:\n    orders.ask()\nexcept Exception:\n    {}['book']\n"
IMPORTS = "import shops\n"


def said(program: str, folder: Path) -> str:
    """What Python writes on its standard error, where a package `orders` is installed."""
    installed = folder / "site-packages"
    installed.mkdir(exist_ok=True)
    (installed / "orders.py").write_text(PACKAGE)
    file = folder / "shop.py"
    begin = f"import sys; sys.path.append({str(installed)!r}); "
    file.write_text(begin + program.lstrip("\n"))
    return subprocess.run(
        [sys.executable, str(file)], capture_output=True, text=True, check=False
    ).stderr


def told(text: str) -> Explanation:
    explanation = explain_text(text)
    assert explanation is not None
    return explanation


def own_code(explanation: Explanation) -> str:
    assert explanation.error is not None
    return explanation.error.place.code if explanation.error.place else ""


@pytest.mark.parametrize("between", ["", "127.0.0.1 - - “GET / HTTP/1.1” 500 -\n"])
def test_of_another_traceback_no_line_is_told(between: str, tmp_path: Path) -> None:
    own, foreign = said(OWN, tmp_path), said(IN_NO_LINE_OF_ONES_OWN, tmp_path)
    assert "totals['sum']" in own
    for text in (own + between + foreign, foreign + between + own):
        explanation = told(text)
        assert explanation.id == "no-such-table"
        assert own_code(explanation) == ""


def test_an_error_that_is_only_named_has_no_line(tmp_path: Path) -> None:
    log = f"{said(OWN, tmp_path)}WARNING shop\nsqlite3.OperationalError: no such table: book\n"
    explanation = told(log)
    assert explanation.id == "no-such-table"
    assert own_code(explanation) == ""


def test_of_what_an_error_was_the_direct_cause_the_line_is_told(tmp_path: Path) -> None:
    explanation = told(said(CALLS, tmp_path))
    assert explanation.id == "no-such-table"
    assert own_code(explanation) == "bring()"


def test_each_line_of_a_log_belongs_to_its_own_chain(tmp_path: Path) -> None:
    chain, other = said(CALLS, tmp_path), said(OWN, tmp_path)
    for text in (chain + other, other + chain):
        assert own_code(told(text)) == "bring()"


def test_what_was_raised_while_handling_is_of_the_same_chain(tmp_path: Path) -> None:
    explanation = told(said(CATCHES, tmp_path))
    assert explanation.id == "no-such-table"
    assert own_code(explanation) == "orders.ask()"
    assert explanation.last is not None
    assert explanation.last.place is not None
    assert explanation.last.place.code == "{}['book']"


def test_a_line_of_no_traceback_has_a_line_only_where_it_leads_to_one(tmp_path: Path) -> None:
    trace = said(IMPORTS, tmp_path)
    said_by_flask = "Error: While importing 'shop', an ImportError was raised:\n\n"
    imports = told(said_by_flask + trace.replace("No module named 'shops'", "nothing of ours"))
    assert imports.id == "import-error-in-app"
    assert own_code(imports).endswith("import shops")
    said_by_a_server = "Failed to find attribute 'app' in 'shop'.\nThe log of the day before:\n"
    refused = told(said_by_a_server + said(OWN, tmp_path))
    assert refused.id == "import-name-missing"
    assert own_code(refused) == ""
