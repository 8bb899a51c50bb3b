"""The live session as people use it: through a pipe, and at a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pexpect
import pytest

from tests.checkout import ROOT
from tests.flasks.versions import ONE_CONTEXT
from tests.ui.terminal import reads_single_keys


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A home of its own, and plain English."""
    found = {**os.environ, "FLASKTUTOR_HOME": str(tmp_path), "LANG": "C.UTF-8"}
    for name in ("FLASKTUTOR_LANG", "VIRTUAL_ENV", "LC_ALL"):
        found.pop(name, None)
    return {**found, "PYTHONPATH": str(ROOT), "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}


def piped(environment: dict[str, str], text: str, *arguments: str) -> tuple[list[str], int]:
    """What `flasktutor play` says to lines from a pipe, and its exit code."""
    done = subprocess.run(
        [sys.executable, "-m", "flasktutor", "play", *arguments],
        input=dedent(text).strip("\n") + "\n",
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout.splitlines(), done.returncode


def test_the_app_is_named_and_so_is_what_leaves_or_begins_again(
    environment: dict[str, str],
) -> None:
    said, _code = piped(
        environment, 'q\n:get /hello\n@app.get("/tea")\ndef tea():\n    return ""\n'
    )
    told = " ".join(said)
    assert "`app` is an app with one page, `/hello`" in told
    assert "`:quit` leaves." in told.partition("NameError")[2]
    assert "`:reset` begins again" in told.partition("The setup method")[2]


def test_state_and_contexts_are_kept_from_line_to_line(environment: dict[str, str]) -> None:
    said, code = piped(
        environment,
        """
        name = "Ayu"
        :push app
        g.user = name
        :push request /hello?name=Budi
        request.args["name"] + " " + g.get("user", "nobody")
        :pop
        :pop
        :pop
        """,
    )
    assert code == 0
    # Up to Flask 3.1 the request uses the app context that is there, and its `g`.
    inner = "context: play, GET" if ONE_CONTEXT else "request context: GET"
    kept = "(empty)" if ONE_CONTEXT else "user = 'Ayu'"
    assert ("'Budi nobody'" if ONE_CONTEXT else "'Budi Ayu'") in said
    assert f"[app context: play, inside it {inner} /hello?name=Budi]" in said
    assert (
        f"[current_app: play; g: {kept}; request: GET /hello?name=Budi; session: (empty)]"
    ) in said
    assert "`:push` has pushed nothing that could be popped." in said
    assert said[-2:] == [
        "[No context is pushed.]",
        "[current_app, g, request, session: nothing (RuntimeError)]",
    ]


def test_an_error_is_told_and_explained_and_the_session_goes_on(
    environment: dict[str, str],
) -> None:
    said, code = piped(
        environment,
        """
        def broken():
            return current_app.name
        broken()
        :nonsense
        :push nonsense
        print(1 + 1)
        """,
    )
    text = "\n".join(said)
    assert code == 1
    assert "RuntimeError: Working outside of application context." in text
    assert 'File "<input 1>", line 2, in broken' in text
    assert "site-packages" not in text
    assert "current_app or g was used while no app is active." in text
    assert "There is no command :nonsense." in text
    assert "Say what to push:" in text
    assert "2" in said


def test_a_request_shows_its_contexts_and_threads_their_own(environment: dict[str, str]) -> None:
    said, code = piped(environment, ":get /hello?name=Ayu\n:push app\n:threads\n")
    text = "\n".join(said)
    assert code == 0
    assert "  - request started: GET /hello?name=Ayu" in text
    assert "    Hello, Ayu!" in text
    new = said[said.index("in a new thread") :]
    assert new[1] == "[No context is pushed.]"
    assert said[said.index("main") + 1] == "[app context: play]"


def test_reset_forgets_everything(environment: dict[str, str]) -> None:
    said, _code = piped(environment, "kept = 1\n:push app\n:reset\n'kept' in globals()\n")
    assert "False" in said
    assert said[-2] == "[No context is pushed.]"


def test_a_file_is_run_first_and_starts_no_server(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "shop.py"
    file.write_text(
        dedent(
            """
            from flask import Flask
            shop = Flask(__name__)

            @shop.get("/")
            def index():
                return current_app.name

            from flask import current_app
            if __name__ == "__main__":
                shop.run()
            """
        )
    )
    said, code = piped(environment, ":get /\nshop.import_name\n", str(file))
    assert code == 0
    assert "    shop" in said
    assert "'shop'" in said


def test_a_session_that_dies_begins_again(environment: dict[str, str]) -> None:
    said, code = piped(environment, "x = 1\nimport os; os._exit(3)\nprint('back')\n")
    assert code == 1
    assert "The session's process has ended, and what it knew is gone." in said
    assert "back" in said


def test_what_programs_print_that_a_statement_starts_is_seen(
    environment: dict[str, str],
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flasktutor", "play"],
        input="import os; os.write(1, b'from below')\n",
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "from below" in done.stderr


def test_exit_leaves(environment: dict[str, str]) -> None:
    said, code = piped(environment, "exit()\nprint('never')\n")
    assert code == 0
    assert "never" not in said


@pytest.fixture
def terminal(environment: dict[str, str]) -> Iterator[pexpect.spawn[str]]:
    """`flasktutor play` at a terminal of 80 columns."""
    child = pexpect.spawn(
        sys.executable, ["-m", "flasktutor", "play"], env=environment, encoding="utf-8",
        dimensions=(24, 80), timeout=60,
    )  # fmt: skip
    child.expect("No context is pushed")
    child.expect(">>>")
    yield child
    child.close(force=True)


def test_ctrl_c_stops_an_endless_loop_and_keeps_the_state(terminal: pexpect.spawn[str]) -> None:
    terminal.send("kept = 'still here'\r")
    terminal.expect("No context is pushed")
    for loop in ("while True: pass", "import time; time.sleep(600)", "while True: print('x' * 9)"):
        # Said in two parts: what is typed is seen too.
        terminal.send(f'exec(\'print("beg" + "un")\\n\' + {loop!r})\r')
        terminal.expect("begun")
        terminal.sendintr()
        terminal.expect("Stopped")
    terminal.send("kept.upper()\r")
    terminal.expect("STILL HERE")


def test_a_loop_that_will_not_stop_is_ended_at_the_second_ctrl_c(
    terminal: pexpect.spawn[str],
) -> None:
    terminal.send("import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\r")
    terminal.expect("No context is pushed")
    # Said in two parts: what is typed is seen too.
    terminal.send('exec(\'print("spin" + "ning")\\nwhile True: pass\')\r')
    terminal.expect("spinning")
    terminal.sendintr()
    # Pressed too soon, the second is one with the first: the learner would press again.
    while terminal.expect(["what it knew is gone", pexpect.TIMEOUT], timeout=2):
        assert terminal.isalive()
        terminal.sendintr()
    terminal.send("'alive'.upper()\r")
    terminal.expect("ALIVE")


def test_names_are_completed_and_the_history_is_kept(
    terminal: pexpect.spawn[str], environment: dict[str, str]
) -> None:
    terminal.send("longish_name = 'completed'\r")
    terminal.expect("No context is pushed")
    terminal.send("longish_n\t")
    # What was missing is drawn behind what was typed, at once or after the cursor was moved.
    terminal.expect(r"longish_n(\x1b\[[?0-9;]*\w)*ame")
    terminal.send(".upper()\r")
    terminal.expect("COMPLETED")
    terminal.expect(">>>")
    # The prompt is drawn before the terminal is switched to it.
    while not reads_single_keys(terminal.child_fd):
        time.sleep(0.01)
    terminal.send("\x04")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    history = Path(environment["FLASKTUTOR_HOME"], "play_history").read_text("utf-8")
    assert "longish_name.upper()" in history


IDLE = "print('waits')\n"
STUBBORN = (
    "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    "print('waits', flush=True)\nwhile True: pass\n\n"
)


@pytest.mark.parametrize("then", [IDLE, STUBBORN], ids=["idle", "in an endless loop"])
def test_nothing_is_left_when_the_tutor_is_killed(environment: dict[str, str], then: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "flasktutor", "play"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"import os; print('pid', os.getpid())\n{then}")
    process.stdin.flush()
    line = next(line for line in process.stdout if line.startswith("pid"))
    assert "waits\n" in process.stdout
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()
    child = Path("/proc", line.split()[1])
    deadline = time.monotonic() + 10
    while child.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not child.exists()
