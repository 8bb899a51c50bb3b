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
import resource
import subprocess
import sys
import tempfile
import traceback
import zlib
from collections.abc import Callable, Iterator, Sequence
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
from flasktutor.runner.worker import wire
from flasktutor.trace.seen import read
from flasktutor.ui.outcomes import of_run
from flasktutor.ui.rich_blocks import drawn
from tests.process import ROOT

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
ODD: tuple[Any, ...] = (
    *(None, True, -1, 0.5, 10**30, 2**53, "", "x" * 5000, "\x1b[2J\u202e", "\ud800", [], {}),
    *([[]] * 30_000, [{}] * 30_000, {"a": {"b": {}}}, [1] * 50_000, "é" * 100_000),
)
RAW = (b"NaN", b"1e999", b"-Infinity", b"9" * 5000, b"[" * 5000, b'{"a":' * 3000, b"nul", b'"\xff"')
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


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else ()
    for key, one in enumerate(value) if isinstance(value, list) else inner:
        yield from _paths(one, (*path, key))


def _changed(frame: Any, chance: Random) -> Any:
    """A frame with one of its values replaced, removed or renamed."""
    copy = json.loads(json.dumps(frame))
    path = chance.choice([path for path in _paths(copy) if path])
    place = copy
    for key in path[:-1]:
        place = place[key]
    if isinstance(place, dict) and chance.random() < 0.3:
        value = place.pop(path[-1])
        if chance.random() < 0.5:
            place[chance.choice(["", "x", "ended", "finished", "type"])] = value
    else:
        place[path[-1]] = chance.choice(ODD)
    return copy


def _damaged(data: bytes, chance: Random) -> bytes:
    """Bytes after an accident."""
    at = chance.randrange(len(data) + 1)
    return chance.choice(
        (
            data[:at],
            data[at:],
            data[:at] + chance.randbytes(chance.randint(1, 9)) + data[at:],
            data[:at] + data,
            data * chance.choice((2, 50)),
            data[:4] + chance.choice(RAW) + data[4:],
            chance.randbytes(4) + data,
        )
    )


def _framed(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + body


def _made_up(chance: Random) -> bytes:
    return chance.choice(
        (
            b"\xff" * 65536,
            b"\0" * chance.choice((1, 4, 65536)),
            b"\0\0\0\3abc",
            chance.randbytes(chance.choice((1, 5, 3000))),
            _framed(b"[" + b"[]," * 300_000 + b"[]]"),
            _framed(b"[" + b"{}," * 300_000 + b"{}]"),
            _framed(b'{"events":[]}'),
            _framed(b'{"finished":true}'),
            _framed(chance.choice(RAW)),
            _framed(b'{"observation":{"json":' + chance.choice(RAW) + b"}}"),
            (2**20).to_bytes(4, "big") + b"x" * chance.choice((0, 10, 2**20)),
            b"Fatal Python error: " + chance.randbytes(20),
            b"\0\0",
        )
    )


def stream(chance: Random, real: list[Any]) -> bytes:
    """A hostile stream."""
    if chance.random() < 0.3:
        return _made_up(chance)
    frames = chance.sample(real, chance.randint(1, len(real)))
    whole = b"".join(
        wire.pack(_changed(one, chance) if chance.random() < 0.6 else one) for one in frames
    )
    for _accident in range(chance.choice((0, 0, 1, 2))):
        whole = _damaged(whole, chance)
    return whole[: 4 * 2**20]


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
        for way in ways:
            try:
                way()
            except Exception:
                self.tally.flaws.append(f"case {number}: {traceback.format_exc()[-3000:]}")

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
    trial.tally.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if trial.tally.peak > MOST_MIB:
        trial.tally.flaws.append(f"the tutor took {trial.tally.peak:.0f} MiB")
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
