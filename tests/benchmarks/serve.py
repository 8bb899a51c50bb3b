"""What recording costs a server that is visited, and what it keeps after thousands of requests."""

from __future__ import annotations

import http.client
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.benchmarks.measure import Row
from tests.benchmarks.pythons import has_monitoring, pythons
from tests.trace.server import Server, serving

APP = """
from flask import Flask, g, render_template_string, request
app = Flask(__name__)

@app.before_request
def load_user():
    g.user = request.args.get("name", "ayu")

@app.teardown_appcontext
def close_db(error):
    g.pop("db", None)

@app.get("/")
def index():
    g.db = object()
    rows = [str(n) for n in range(20)]
    return render_template_string("Hello, {{ g.user }}: {{ rows|join(', ') }}", rows=rows)
"""
PLAIN = """
import sys, threading
if "traced" in sys.argv:
    threading.settrace(lambda frame, event, given: None)
from werkzeug.serving import WSGIRequestHandler, make_server
from app import app

class Quiet(WSGIRequestHandler):
    def log_request(self, *arguments):
        return

server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
print(server.port, flush=True)
server.serve_forever()
"""
ROUNDS, EACH = 9, 40
FEW, MANY = 500, 5000


def rows() -> list[Row]:
    """Recorded ÷ not recorded, and the memory of both processes after many requests."""
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base, "project")
        folder.mkdir()
        (folder / "app.py").write_text(APP)
        ratios = []
        for number, python in pythons():
            with _recorded(folder, python) as server, _plain(folder, python) as port:
                name = f"served and recorded {EACH} requests ÷ only served, Python {number}"
                ratios.append(Row(name, _ratio(server.port, port), 2.5))
            if not has_monitoring(number):
                with _plain(folder, python, "traced") as traced, _plain(folder, python) as port:
                    name = f"served under a trace function that does nothing ÷ not, Python {number}"
                    ratios.append(Row(name, _ratio(traced, port), 2.5))
        tutor, worker = _grown(folder)
    return [
        *ratios,
        Row(f"serving: tutor's memory, {MANY:,} requests ÷ {FEW}", tutor, 1.1),
        Row(f"serving: app's memory, {MANY:,} requests ÷ {FEW}", worker, 1.1),
    ]


def _recorded(folder: Path, python: Path) -> AbstractContextManager[Server]:
    return serving(folder, "app", "--python", str(python))


@contextmanager
def _plain(folder: Path, python: Path, *words: str) -> Iterator[int]:
    """The same app on the same server, by itself, or "traced": the least that we cost there."""
    command = [str(python), "-c", PLAIN, *words]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def _ratio(recorded: int, plain: int) -> float:
    """Of the medians of rounds in turn, so that a busy machine slows both alike."""
    times: dict[int, list[float]] = {recorded: [], plain: []}
    for port in (recorded, plain):
        _visit(port, EACH)
    for _round in range(ROUNDS):
        for port, taken in times.items():
            begun = time.perf_counter()
            _visit(port, EACH)
            taken.append(time.perf_counter() - begun)
    return statistics.median(times[recorded]) / statistics.median(times[plain])


def _visit(port: int, count: int) -> None:
    for n in range(count):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", f"/?name=visitor-{n}")
        answer = connection.getresponse()
        assert answer.status == 200, answer.status
        answer.read()
        connection.close()


def _grown(folder: Path) -> tuple[float, float]:
    with serving(folder, "app") as server:
        _visit(server.port, FEW)
        before = _memory(server)
        _visit(server.port, MANY - FEW)
        after = _memory(server)
        assert server.end() == 0
    assert f"{MANY:,}".replace(",", "") in server.said
    return after[0] / before[0], after[1] / before[1]


def _memory(server: Server) -> tuple[int, int]:
    """KiB of the tutor and of the process that it has started, when all was told."""
    time.sleep(2)
    pid = server.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return _resident(pid), max(map(_resident, map(int, children)))


def _resident(pid: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1])
