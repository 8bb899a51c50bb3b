"""`flasktutor explain -- COMMAND`, `explain ID` and `explain --list` as a person types them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest

from flasktutor.causes import ids

pytestmark = pytest.mark.sweep
PROGRAM = [sys.executable, "-c", "from flasktutor.cli import main; main()"]
COMMAND = [*PROGRAM, "explain"]
FAILS = "import sys; print('out', flush=True); sys.stderr.write('err\\n'); import flask.nothing"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "FLASKTUTOR_HOME": str(tmp_path), "FLASKTUTOR_LANG": "en",
            "COLUMNS": "80"}  # fmt: skip


def run(
    environ: dict[str, str], *arguments: str, given: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        input=given,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_a_command_prints_passes_through_and_what_failed_is_explained(
    environ: dict[str, str],
) -> None:
    done = run(environ, "--", sys.executable, "-c", FAILS)
    assert done.returncode == 1
    assert done.stdout == "out\n"  # its own, and nothing else
    assert done.stderr.startswith("err\nTraceback (most recent call last):\n")
    assert "✗ ModuleNotFoundError: No module named 'flask.nothing'" in done.stderr


@pytest.mark.parametrize("code", [0, 3, 77])
def test_its_exit_code_is_kept(environ: dict[str, str], code: int) -> None:
    done = run(environ, "--", sys.executable, "-c", f"raise SystemExit({code})")
    assert done.returncode == code
    assert ("No error is seen" in done.stderr) is bool(code)


def test_its_input_is_ours(environ: dict[str, str]) -> None:
    done = run(environ, "--", sys.executable, "-c", "print(input().upper())", given="hello\n")
    assert done.stdout == "HELLO\n"


def test_options_behind_the_dashes_are_the_commands(environ: dict[str, str]) -> None:
    done = run(
        environ, "--", sys.executable, "-c", "import sys; print(sys.argv[1:])", "--json", "--"
    )
    assert done.stdout == "['--json', '--']\n"


def test_a_command_that_is_not_there(environ: dict[str, str]) -> None:
    done = run({**environ, "PATH": ""}, "--", "flask", "run")
    assert done.returncode == 127
    assert "does not find the command “flask”" in done.stderr


def test_json_is_alone_on_the_standard_output(environ: dict[str, str]) -> None:
    done = run(environ, "--json", "--", sys.executable, "-c", "print('out'); import flaskk")
    assert json.loads(done.stdout)["error"]["message"] == "No module named 'flaskk'"
    assert done.stderr.startswith("out\n")
    assert done.returncode == 1


def test_an_end_by_a_signal_is_told_as_a_shell_tells_it(environ: dict[str, str]) -> None:
    done = run(environ, "--", sys.executable, "-c", "import os; os.kill(os.getpid(), 9)")
    assert done.returncode == 128 + 9


def test_a_server_that_ended_well_has_its_failed_request_explained(environ: dict[str, str]) -> None:
    code = (
        "from flask import Flask, session\napp = Flask('shop')\n"
        "@app.get('/')\ndef index():\n    session['a'] = 1\n"
        "app.test_client().get('/')\n"
    )
    done = run(environ, "--", sys.executable, "-c", code)
    assert done.returncode == 0
    assert "no secret key" in done.stderr


def test_it_passes_on_as_it_comes(environ: dict[str, str]) -> None:
    script = "import sys, time\nprint('first')\nsys.stdin.read()\nprint('last')"
    with subprocess.Popen(
        [*COMMAND, "--", sys.executable, "-c", script],
        env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        assert child.stdout is not None
        assert child.stdout.readline() == "first\n"  # though it has not ended
        rest, _errors = child.communicate()
    assert rest == "last\n"
    assert child.returncode == 0


def test_a_signal_reaches_the_command(environ: dict[str, str]) -> None:
    script = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))\n"
        "print('ready', flush=True)\ntime.sleep(60)"
    )
    with subprocess.Popen(
        [*COMMAND, "--", sys.executable, "-c", script],
        env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        child.send_signal(signal.SIGTERM)
        assert child.wait(30) == 7


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody tells the command")
def test_the_command_is_not_left_behind_when_explain_is_killed(
    environ: dict[str, str], tmp_path: Path
) -> None:
    """Not it, and not what it started: Flask's reloader has the server as a child of its own."""
    (tmp_path / "app.py").write_text("import flask\napp = flask.Flask(__name__)\n")
    server = [sys.executable, "-m", "flask", "run", "--port", "0", "--debug"]
    with subprocess.Popen(
        [*COMMAND, "--", *server],
        env=environ, cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
    ) as child:  # fmt: skip
        assert child.stdout is not None
        while "Debugger PIN" not in (line := child.stdout.readline()):
            assert line, "it ended by itself"
        assert len(running_in(tmp_path)) == 3  # explain, the reloader, the server
        child.kill()
        child.wait()
        until = time.monotonic() + 30
        while running_in(tmp_path) and time.monotonic() < until:
            time.sleep(0.1)
        assert running_in(tmp_path) == []


def running_in(folder: Path) -> list[int]:
    """The processes that stand in `folder`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                found.append(int(process.name))
        except OSError:  # another's, or ended
            continue
    return found


def test_on_a_terminal_the_command_has_one_of_that_size_and_ctrl_c_is_its_own(
    environ: dict[str, str],
) -> None:
    script = (
        "import os, sys, time\n"
        "try:\n"
        "    print(sys.stdout.isatty(), sys.stderr.isatty(), os.get_terminal_size(1).columns)\n"
        "    time.sleep(60)\nexcept KeyboardInterrupt:\n    print('stopped')\n    sys.exit(5)"
    )
    child = pexpect.spawn(
        COMMAND[0], [*COMMAND[1:], "--", sys.executable, "-c", script],
        env=environ, encoding="utf-8", timeout=30, dimensions=(24, 77),
    )  # fmt: skip
    child.expect("True True 77")
    child.sendintr()
    child.expect("stopped")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 5


def test_ctrl_c_alone_is_no_error_to_explain(environ: dict[str, str]) -> None:
    child = pexpect.spawn(
        COMMAND[0],
        [*COMMAND[1:], "--", sys.executable, "-c", "import time; print('go'); time.sleep(60)"],
        env=environ, encoding="utf-8", timeout=30,
    )  # fmt: skip
    child.expect("go")
    child.sendintr()
    child.expect("KeyboardInterrupt")
    child.expect(pexpect.EOF)
    assert "✗" not in str(child.before)
    child.close()
    assert child.exitstatus == 130


@pytest.mark.parametrize("arguments", [["--"], ["x", "--", "ls"], ["--list", "x", "y"]])
def test_one_thing_at_a_time(environ: dict[str, str], arguments: list[str]) -> None:
    assert run(environ, *arguments).returncode == 2


def test_an_id_is_an_article(environ: dict[str, str]) -> None:
    done = run(environ, "no-secret-key")
    assert done.returncode == 0
    for part in (
        "It looks like this:", "RuntimeError: The session is unavailable", "Do this: ",
        "lesson request-context", "https://flask.palletsprojects.com/en/stable/",
    ):  # fmt: skip
        assert part in done.stdout


@pytest.mark.parametrize("language", ["en", "id"])
def test_each_cause_has_an_article_without_gaps(environ: dict[str, str], language: str) -> None:
    done = run({**environ, "FLASKTUTOR_LANG": language}, "--list", "--json")
    found = json.loads(done.stdout)["causes"]
    assert {one["id"] for one in found} == set(ids())
    for one in found:
        assert "[[" not in one["means"] + one["why"]
        assert "{" not in one["means"] + one["why"]
        assert one["fixes"]


def test_an_id_before_a_file_and_a_file_before_a_text(
    environ: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "no-secret-key").write_text("ModuleNotFoundError: No module named 'flask'\n")
    (tmp_path / "some-file").write_text("ModuleNotFoundError: No module named 'flask'\n")
    for given, said in (
        ("no-secret-key", "no secret key"),
        ("./no-secret-key", "Flask is not installed"),
        ("some-file", "Flask is not installed"),
    ):
        done = subprocess.run(
            [*COMMAND, given],
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert said in done.stdout


def test_a_misspelt_id(environ: dict[str, str]) -> None:
    done = run(environ, "no-secret-kay")
    assert done.returncode == 2
    assert "Did you mean no-secret-key?" in done.stderr


def test_the_list_can_be_searched(environ: dict[str, str]) -> None:
    everything, found = run(environ, "--list"), run(environ, "--list", "AirPlay")
    assert len(everything.stdout.splitlines()) > 200
    assert found.stdout.startswith("port-taken\n")
    assert "\nport-airplay\n" in found.stdout
    assert run(environ, "--list", "quetzalcoatl").returncode == 1
