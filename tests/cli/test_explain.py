"""`flasktutor explain` as a person types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

TRACEBACKS = Path(__file__).parents[1] / "causes/tracebacks"
COMMAND = [sys.executable, "-c", "from flasktutor.cli import main; main()", "explain"]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "FLASKTUTOR_HOME": str(tmp_path), "FLASKTUTOR_LANG": "en",
            "COLUMNS": "80"}  # fmt: skip


def run(
    environ: dict[str, str], *arguments: str, given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *arguments], input=given, env=environ, capture_output=True, check=False
    )


def test_a_pipe(environ: dict[str, str]) -> None:
    text = (TRACEBACKS / "no-secret-key--f31.txt").read_bytes()
    for arguments in ((), ("-",)):
        done = run(environ, *arguments, given=text)
        assert done.returncode == 0
        assert b"secret key" in done.stdout
        assert b"lesson request-context" in done.stdout


def test_a_file(environ: dict[str, str]) -> None:
    done = run(environ, str(TRACEBACKS / "circular-import--f31.txt"))
    assert done.returncode == 0
    assert b"import each other" in done.stdout


@pytest.mark.parametrize("name", ["nowhere.log", "logs/nowhere", "./error.txt", "/"])
def test_a_file_that_is_not_there(environ: dict[str, str], name: str) -> None:
    done = run(environ, name)
    assert done.returncode == 2
    assert name.encode() in done.stderr


def test_words(environ: dict[str, str]) -> None:
    done = run(environ, "RuntimeError:", "Working outside of request context.")
    assert done.returncode == 0
    assert b"test_request_context" in done.stdout


def test_an_unknown_error(environ: dict[str, str]) -> None:
    done = run(environ, given=b"Traceback (most recent call last):\nShopError: closed\n")
    assert done.returncode == 1
    assert b"not among those known" in done.stdout


@pytest.mark.parametrize("given", [b"", b"all is well\n", bytes(range(256)), b"\xff\xfe\x00"])
def test_no_error_at_all(environ: dict[str, str], given: bytes) -> None:
    done = run(environ, given=given)
    assert done.returncode == 1
    assert b"Traceback (most recent" not in done.stderr
    assert done.stdout


def test_powershells_utf_16(environ: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "error.txt"
    path.write_bytes((TRACEBACKS / "endpoint-twice--f31.txt").read_text().encode("utf-16"))
    done = run(environ, str(path))
    assert done.returncode == 0
    assert b"same name" in done.stdout


def test_json(environ: dict[str, str]) -> None:
    done = run(environ, "--json", str(TRACEBACKS / "no-such-table--chained-f31.txt"))
    data = json.loads(done.stdout)
    assert data["id"] == "no-such-table"
    assert data["known"] is True
    assert data["error"]["type"] == "OperationalError"
    assert data["error"]["place"] == {
        "file": "/home/ani/shop/app.py", "line": 9, "code": "print(Book.query.all())",
        "name": "<module>",
    }  # fmt: skip
    assert data["fixes"][0]["code"]
    assert json.loads(run(environ, "--json", given=b"hello").stdout)["id"] is None


def test_a_real_program_that_fails(environ: dict[str, str], tmp_path: Path) -> None:
    script = tmp_path / "shop.py"
    script.write_text("from flask import current_app\n\n\ndef name():\n"
                      "    return current_app.name\n\n\nname()\n")  # fmt: skip
    failed = subprocess.run([sys.executable, script], capture_output=True, check=False)
    done = run(environ, given=failed.stderr)
    assert done.returncode == 0
    assert b"no app is active" in done.stdout
    assert f"{script}, line 5".encode() in done.stdout


def test_escapes_what_could_steer_the_terminal(environ: dict[str, str]) -> None:
    done = run(environ, given=b"Traceback (most recent call last):\nShopError: \x07\x9b2J\n")
    assert b"\x07" not in done.stdout


def test_pasting_on_a_terminal(environ: dict[str, str]) -> None:
    child = pexpect.spawn(COMMAND[0], COMMAND[1:], env=environ, encoding="utf-8", timeout=20)
    child.expect("Paste the error")
    child.sendline("ModuleNotFoundError: No module named 'flask'")
    child.sendeof()
    child.expect("Flask is not installed")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


POLICY = TRACEBACKS / "powershell-policy--activate.txt"


@pytest.mark.parametrize("arguments", [(str(POLICY),), ("powershell-policy",)])
def test_a_text_from_windows_is_repaired_there(
    environ: dict[str, str], arguments: tuple[str, ...]
) -> None:
    lines = run({**environ, "SHELL": "/bin/sh"}, *arguments).stdout.decode().splitlines()
    at = lines.index("    Set-ExecutionPolicy -Scope CurrentUser RemoteSigned")
    assert lines[at + 1] == "    .venv\\Scripts\\Activate.ps1"


def test_the_error_that_is_named_first_is_explained_too(
    environ: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "known.py").write_text("from flask import current_app\ncurrent_app.name\n")
    (tmp_path / "last.py").write_text('"a" + 1\n')
    log = b"".join(
        subprocess.run(
            [sys.executable, tmp_path / name], capture_output=True, check=False
        ).stderr
        for name in ("known.py", "last.py")
    )  # fmt: skip
    said = run(environ, given=log).stdout.decode()
    first, _between, older = said.partition("The same text shows:")
    assert "can only concatenate str" in first
    assert "in a way that its type does not allow" in " ".join(first.split())
    assert "Working outside of application context" in older
    last = json.loads(run(environ, "--json", given=log).stdout)["last"]
    assert "in a way that its type does not allow" in last["means"]
    assert last["why"]
