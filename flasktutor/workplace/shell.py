"""Owns a shell that commands are typed into, one after another, as in one terminal."""

from __future__ import annotations

import os
import secrets
import selectors
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from flasktutor.runner import ending
from flasktutor.text import decode
from flasktutor.values import frozen

_CHUNK = 65536
_KEPT = 20_000
"""Bytes of a command's output that are kept: its end says what happened."""


@frozen(kw_only=True)
class TypedCommand:
    """A command that was typed: its exit code, None when it did not come to an end, its output."""

    command: str
    code: int | None
    output: str


class Shell:
    """A shell of macOS or Linux in `folder`. What its commands start is ended with it."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        program = shutil.which("bash") or "/bin/sh"
        self._end = f"end-{secrets.token_hex(8)}"
        self._mark = f"shell-{secrets.token_hex(8)}"
        self._process = subprocess.Popen(
            [program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**environ, ending.MARK: self._mark},
            start_new_session=True,
        )

    def run(self, command: str, seconds: float) -> TypedCommand:
        """Run `command`, which gets no input, and wait for its end."""
        assert self._process.stdin is not None
        ending = f"printf '\\n%s %s\\n' {self._end} $?"
        with suppress(OSError):  # a command before may have ended the shell
            text = f"{{ {command}\n}} </dev/null\n{ending}\n"
            self._process.stdin.write(text.encode("utf-8"))
            self._process.stdin.flush()
        return self._until_end(command, time.monotonic() + seconds)

    def begin(self, command: str) -> None:
        """Type `command`, and leave it running."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.write(f"{command} </dev/null >/dev/null 2>&1 &\n".encode())
            self._process.stdin.flush()

    def environ(self, seconds: float = 10.0) -> tuple[Path, dict[str, str]]:
        """The folder it stands in, and the environment that a command would get now."""
        with tempfile.TemporaryDirectory(prefix="flasktutor-shell-") as base:
            folder, told = Path(base, "folder"), Path(base, "environ")
            self.run(f"pwd > '{folder}'; env -0 > '{told}'", seconds)
            pairs = os.fsdecode(told.read_bytes()).split("\0")
            values = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
            return Path(os.fsdecode(folder.read_bytes()).rstrip("\n")), values

    def kill(self) -> None:
        """End it and what it started; who waits for a command then comes back at once."""
        ending.kill_group(self._process)
        ending.kill_marked(self._mark)

    def close(self) -> None:
        """End it and what it started, and let go of it."""
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._process.wait()

    def __enter__(self) -> Shell:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _until_end(self, command: str, deadline: float) -> TypedCommand:
        pipe = self._process.stdout
        assert pipe is not None
        seen = b""
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while (left := deadline - time.monotonic()) > 0:
                if not selector.select(left):
                    break
                data = os.read(pipe.fileno(), _CHUNK)
                if not data:
                    break
                seen = (seen + data)[-_KEPT:]
                before, found, after = seen.rpartition(f"\n{self._end} ".encode())
                if found and after.endswith(b"\n"):
                    return TypedCommand(command=command, code=int(after), output=decode(before))
        return TypedCommand(command=command, code=None, output=decode(seen))
