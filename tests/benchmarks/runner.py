"""Speed and memory of the snippet runner, against a bare interpreter and a cold script."""

from __future__ import annotations

import contextlib
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flasktutor.runner.protocol import RunRequest
from flasktutor.runner.runner import Runner
from tests.benchmarks.measure import Row, medians

SNIPPET = """\
from flask import Flask, request
app = Flask("demo")

@app.get("/hello")
def hello():
    return "Hello, " + request.args["name"]

with app.test_request_context("/hello?name=x"):
    print(request.path)
    print(app.full_dispatch_request().get_data(as_text=True))
    print("done")
"""
OUTPUT = "/hello\nHello, x\ndone\n"

#: A screen like a lesson's first: drawn before the worker is started, as lessons do it.
#: What the worker costs the screen is the import of the runner, and the rest comes after;
#: the protocol a lesson needs in any case, to know what its steps would run.
SCREEN = """
import sys, time
begun = time.perf_counter()
import io
from flasktutor.runner import protocol
if sys.argv[1] == "worker":
    from flasktutor.runner.runner import Runner
    run = Runner()
from rich.console import Console
from rich.markdown import Markdown
from rich.panel import Panel
from rich.syntax import Syntax
console = Console(file=io.StringIO(), width=80)
console.print(Panel(Markdown("# Contexts\\n\\n`current_app` points at the *active* app.")))
console.print(Syntax("print(current_app.name)", "python"))
print(time.perf_counter() - begun)
if sys.argv[1] == "worker":
    run.start()
    run.close()
"""


def rows() -> list[Row]:
    """Warm runs against `python -c pass` and a cold script; the first screen; memory."""
    with Runner() as runner, tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "snippet.py")
        script.write_text(SNIPPET, encoding="utf-8")
        bare, warm, cold = medians(
            [
                lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
                lambda: _warm(runner),
                lambda: _cold(script),
            ],
            rounds=60,
        )
        time.sleep(0.2)
        memory = _idle_memory()
    return [
        Row("warm snippet ÷ python -c pass", warm / bare, 1.0),
        Row("cold python -I snippet.py ÷ warm snippet", cold / warm, 15, at_most=False),
        Row("first screen with worker ÷ without", _first_screen(), 1.1),
        Row("idle supervisor and waiting process (PSS)", memory, 40, unit="MiB"),
    ]


def _warm(runner: Runner) -> None:
    result = runner.run(RunRequest(source=SNIPPET))
    assert result.stdout == OUTPUT, result


def _cold(script: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", str(script)], capture_output=True, text=True, check=True
    )
    assert done.stdout == OUTPUT


def _first_screen() -> float:
    """The median of the ratios of pairs drawn one after the other."""
    return statistics.median(_drawn("worker") / _drawn("none") for _ in range(41))


def _drawn(kind: str) -> float:
    command = [sys.executable, "-c", SCREEN, kind]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def _idle_memory() -> float:
    """MiB of this process's supervisor and of the process that waits for the next snippet.

    Pages that both have count once, pages of libraries shared with others in part.
    """
    mark = f"FLASKTUTOR_WORKER={os.getpid()}-".encode()
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (folder / "environ").read_bytes():
                found = re.search(r"Pss:\s+(\d+) kB", (folder / "smaps_rollup").read_text())
                assert found is not None
                total += int(found[1])
    assert total, "no supervisor was found"
    return total / 1024
