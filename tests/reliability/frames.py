"""Writes hostile bytes where a snippet's process reports, by real runs, and counts what goes wrong.

python -m tests.reliability.frames [--count N] [--seed N] [--only CASE]

Each case is a stream of bytes: made up, or real frames after accidents of every kind. A snippet
writes it into the report of its own run; every tenth case does so also where there is no fork, in
a live session (`play`), and in a file that `trace` would read. A case is found again by its number
and the seed. Exit 0: no exception, every result was valid JSON and could be shown in both
languages, the next run was as always, and the tutor's memory stayed under its bound.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import traceback
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from flasktutor import language, mistakes
from flasktutor.contexts import timeline
from flasktutor.play.session import Ended, Session
from flasktutor.runner.codec import result_to_json
from flasktutor.runner.folders import RunFolders
from flasktutor.runner.protocol import Limits, Probe, RunRequest, RunResult
from flasktutor.runner.runner import Runner
from flasktutor.runner.supervised import Supervised
from flasktutor.trace.seen import read
from flasktutor.ui.terminal.rich_blocks import drawn
from flasktutor.ui.views.outcomes import of_run
from tests.checkout import ROOT
from tests.reliability.streams import stream

if sys.platform == "win32":
    raise ImportError("both ways to run a snippet are tried, of which Windows has one")

MOST_MIB = 100
LIMITS = Limits(wall=2.0)
REAL = """
from flask import Flask, g, session
app = Flask("real")
app.secret_key = "x"
@app.get("/")
def index():
    g.user = session["user"] = "Ayu"
    return {"hello": ["world", 1, 2.5, None, True]}
app.test_client().get("/")
"""
WRITE = """
import base64, os, sys, zlib
data = zlib.decompress(base64.b85decode({data!r}))
def report():
    for name in os.listdir("/proc/self/fd"):
        try:
            if os.readlink("/proc/self/fd/" + name).endswith(".report"):
                return int(name)
        except OSError:
            pass
    return 250
place = report()
for _ in range({times}):
    rest = data
    while rest:
        rest = rest[os.write(place, rest):]
{then}
"""
INTO_SESSION = """
import base64, gc, os, zlib
line = next(one for one in gc.get_objects() if type(one).__name__ == "_Line")
data = zlib.decompress(base64.b85decode({data!r}))
for _ in range({times}): os.write(line._out, data)
"""
THEN = ("pass", "os._exit(0)", "1 / 0", "sys.exit(3)", "os.abort()", "while True: pass")


@dataclass
class Tally:
    """What was counted. `peak` is the tutor's largest memory in MiB."""

    written: int = 0
    refused: int = 0
    peak: float = 0.0
    flaws: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(
            [
                f"{self.written} streams, {self.refused} of them told as the snippet's doing; "
                f"{len(self.flaws)} flaws; the tutor's memory was {self.peak:.0f} MiB at most",
                *self.flaws[:20],
            ]
        )


def real_frames() -> list[Any]:
    """What a worker really reports, of every kind."""
    store = RunFolders()
    worker = Supervised(Path(sys.executable), store)
    probes = (Probe(expression="[1, {'a': None}]"), Probe(expression="nope"))
    with contextlib.closing(store), contextlib.closing(worker):
        worker.wait_ready()
        good = worker.run(RunRequest(source=REAL, record=True, probes=probes)).frames
        bad = worker.run(RunRequest(source=REAL + "\nprint(reqeust)")).frames
    return [*good, *bad]


class Trial:
    """The tutor under trial, and what befell it."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.tally = Tally()
        self.real = real_frames()
        self.runner = Runner()
        fork = os.fork
        del os.fork
        self.standby = Runner()
        self.standby.start()
        os.fork = fork

    def case(self, number: int) -> None:
        """One stream, in all ways that are due."""
        chance = Random(f"{self.seed}-{number}")
        data, then = stream(chance, self.real), chance.choice(THEN)
        packed = base64.b85encode(zlib.compress(data)).decode("ascii")
        times = 10**9 if chance.random() < 0.1 else chance.choice((1, 1, 1, 3, 40))
        source = WRITE.format(data=packed, times=times, then=then)
        ways: list[Callable[[], None]] = [lambda: self._run(self.runner, source)]
        if number % 10 == 0:
            ways += [
                lambda: self._run(self.standby, source),
                lambda: _play(INTO_SESSION.format(data=packed, times=min(times, 1000))),
                lambda: _trace(data),
            ]
        self.tally.written += 1
        _forget_peak()
        for way in ways:
            try:
                way()
            except Exception:
                self.tally.flaws.append(f"case {number}: {traceback.format_exc()[-3000:]}")
        self._weigh(number)

    def _weigh(self, number: int) -> None:
        peak = _peak()
        self.tally.peak = max(self.tally.peak, peak)
        if peak > MOST_MIB:
            self.tally.flaws.append(f"case {number}: the tutor took {peak:.0f} MiB")

    def _run(self, runner: Runner, source: str) -> None:
        request = RunRequest(source=source, record=True, limits=LIMITS, probes=(Probe(),) * 3)
        for spoken in ("id", "en"):
            language.use(spoken)
            result = runner.run(request)
            _show(result, source)
        if runner is self.runner:
            self.tally.refused += "wrote into the channel" in result.explanation
        after = runner.run(RunRequest(source="print('ok')", limits=Limits(wall=20)))
        assert (after.outcome, after.stdout, after.explanation) == ("ok", "ok\n", ""), after


def _forget_peak() -> None:
    """Begin to measure anew, for making a stream takes memory too (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    """The largest memory of this process since then, in MiB."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


def _show(result: RunResult, source: str) -> None:
    json.dumps(result_to_json(result), allow_nan=False)
    timeline(result.events).as_data()
    mistakes.common(source, result)
    for block in of_run(result, source):
        drawn(block, 80)
    assert result.outcome in ("ok", "error") or result.explanation, result


def _play(source: str) -> None:
    session = Session(Path(sys.executable), None, lambda _stream, _text: None)
    try:
        session.begin()
        session.run(source)
        session.run("1 + 1")
        session.matches("x")
    except Ended:
        pass
    finally:
        session.close()


def _trace(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report")
        report.write_bytes(data)
        with contextlib.suppress(ValueError):
            timeline(read(report).events)


def check_here(numbers: Sequence[int], seed: int) -> Tally:
    """The cases of these numbers, in this process, which is the tutor then."""
    trial = Trial(seed)
    with trial.runner, trial.standby:
        for number in numbers:
            trial.case(number)
    return trial.tally


def check(count: int, seed: int = 0) -> Tally:
    """`count` cases, in a process of its own, for its memory is measured."""
    command = [sys.executable, "-m", "tests.reliability.frames", "--here"]
    command += ["--count", str(count), "--seed", str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    try:
        return Tally(**json.loads(done.stdout))
    except ValueError:
        return Tally(flaws=[done.stdout[-2000:] + done.stderr[-2000:]])


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.frames")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int, metavar="CASE", help="this case alone")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.only is not None:
        tally = check_here([options.only], options.seed)
    elif options.here:
        tally = check_here(range(options.count), options.seed)
        print(json.dumps(vars(tally)))
        return 0
    else:
        tally = check(options.count, options.seed)
    print(tally)
    return 1 if tally.flaws else 0


if __name__ == "__main__":
    sys.exit(main())
