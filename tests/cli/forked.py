"""Owns many command lines at the price of one start: each in a fork of a process that has it.

What only a start shows (encodings, early signals, imports) is for `tests.process`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

_FORKS = """
import json, os, sys
from flasktutor import cli
lines, folder = json.loads(sys.argv[1]), sys.argv[2]
for number, line in enumerate(lines):
    if os.fork() == 0:
        for stream, name in ((1, "out"), (2, "err")):
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            os.dup2(os.open(f"{folder}/{number}.{name}", flags), stream)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.argv[1:] = line
        cli.main()
    status = os.waitstatus_to_exitcode(os.wait()[1])
    with open(f"{folder}/{number}.code", "w") as code:
        code.write(str(status))
"""


def ended(
    lines: Sequence[Sequence[str]], said: Path, *, cwd: Path, env: dict[str, str]
) -> Iterator[tuple[int, str, str]]:
    """The exit code, output and complaints of each line, with `said` as the folder for them."""
    said.mkdir()
    command = [sys.executable, "-c", _FORKS, json.dumps(lines), os.fspath(said)]
    subprocess.run(command, cwd=cwd, env=env, check=True, timeout=600)
    for number in range(len(lines)):
        out, err = ((said / f"{number}.{one}").read_text("utf-8") for one in ("out", "err"))
        yield int((said / f"{number}.code").read_text()), out, err
