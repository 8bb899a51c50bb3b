"""What is said of an error is what happened, also of one that defends itself."""

from __future__ import annotations

import pytest

from flasktutor.runner.protocol import Context, Probe, RunRequest, RunResult
from flasktutor.runner.runner import Runner

OWN_FOLDER = "write only in their own folder"
PROCESSES = "only so many processes"
CONNECTIONS = "may open no connections"
OTHERS = "neither signal nor steer"
FILL = (
    "import os, time\ntry:\n    for _ in range(40):\n        if os.fork() == 0:\n"
    "            time.sleep(100)\n            os._exit(0)\nexcept OSError:\n    pass\n"
)
UNTIL_REFUSED = "for _ in range(40):\n    "
"""The system counts what other snippets run as well: where they end, there is room again."""
THREAD = "threading.Thread(target=time.sleep, args=[100], daemon=True).start()"


def run(runner: Runner, source: str) -> RunResult:
    return runner.run(RunRequest(source=source, context=Context(kind="none")))


@pytest.mark.parametrize(
    ("source", "raises"),
    [
        (
            "import socket\na, b = socket.socketpair()\na.setblocking(False)\na.recv(1)",
            "BlockingIOError",
        ),
        (
            "import os\na, b = os.pipe()\nos.set_blocking(a, False)\nos.read(a, 1)",
            "BlockingIOError",
        ),
        ("raise BlockingIOError(11, 'mine')", "BlockingIOError"),
        ("raise PermissionError(13, 'mine')", "PermissionError"),
        ("raise PermissionError(1, 'mine')", "PermissionError"),
        (
            "import os, subprocess\nopen('notes.txt', 'w').close()\n"
            "subprocess.run([os.path.abspath('notes.txt')])",
            "PermissionError",
        ),
        ("import subprocess\nsubprocess.run(['/etc/passwd'])", "PermissionError"),
        (
            "import os\nos.mkdir('shut')\nos.chmod('shut', 0)\nopen('shut/file', 'w')",
            "PermissionError",
        ),
        ("import os\nos.chown('/etc/passwd', 1, 1)", "PermissionError"),
    ],
)
def test_no_bound_of_ours_is_blamed_for_what_it_did_not_do(
    runner: Runner, source: str, raises: str
) -> None:
    result = run(runner, source)
    assert result.exception is not None, result
    assert result.exception.type == raises
    assert result.explanation == ""


def test_a_file_that_may_not_be_read_is_no_matter_of_our_folder(runner: Runner) -> None:
    source = (
        "import os\nfor name in ('/etc/shadow', '/root/x', '/proc/1/mem', '/proc/kcore'):\n"
        "    if os.path.exists(os.path.dirname(name)) and not os.access(name, os.R_OK):\n"
        "        open(name).read()"
    )
    result = run(runner, source)
    assert result.exception is None or OWN_FOLDER not in result.explanation


@pytest.mark.parametrize(
    ("source", "says", "needs"),
    [
        ("open('/var/tmp/flasktutor-was-here', 'w')", OWN_FOLDER, "files"),
        ("import os\nos.mkdir('/var/tmp/flasktutor-was-here')", OWN_FOLDER, "files"),
        ("import os\nos.remove('/etc/passwd')", OWN_FOLDER, "files"),
        ("import socket\nsocket.create_connection(('127.0.0.1', 9))", CONNECTIONS, "tcp"),
        ("import http.server as s\ns.HTTPServer(('', 0), None)", CONNECTIONS, "tcp"),
        ("import os\nos.kill(os.getppid(), 15)", OTHERS, "signals"),
        (
            "import os, resource as r\nr.prlimit(os.getppid(), r.RLIMIT_CPU, (0, 0))",
            OTHERS,
            "others",
        ),
        ("import os\nos.setpriority(os.PRIO_PROCESS, os.getppid(), 9)", OTHERS, "others"),
        ("import os\nos.sched_setaffinity(os.getppid(), {0})", OTHERS, "others"),
        (FILL + UNTIL_REFUSED + "os.fork() or time.sleep(100)", PROCESSES, "process-count"),
        (
            FILL + "import subprocess\n" + UNTIL_REFUSED + "subprocess.Popen(['sleep', '100'])",
            PROCESSES,
            "process-count",
        ),
        (
            FILL + "import threading\n" + UNTIL_REFUSED + THREAD,
            PROCESSES,
            "process-count",
        ),
    ],
)
def test_a_bound_that_refused_is_named(runner: Runner, source: str, says: str, needs: str) -> None:
    if needs not in runner.isolation:
        pytest.skip(f"this system has no {needs}")
    result = run(runner, source)
    assert result.outcome == "error", result
    assert says in result.explanation


def test_a_process_may_still_steer_itself(runner: Runner) -> None:
    source = (
        "import os, resource\nos.setpriority(os.PRIO_PROCESS, 0, os.nice(1) + 1)\n"
        "os.sched_setaffinity(os.getpid(), os.sched_getaffinity(0))\n"
        "resource.prlimit(os.getpid(), resource.RLIMIT_NOFILE, (99, 99))\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (98, 98))\n"
        "print(resource.prlimit(0, resource.RLIMIT_NOFILE))"
    )
    assert run(runner, source).stdout == "(98, 98)\n"


ODD = "class Odd(Exception):\n    "
META = "class Meta(type):\n    def {name}(cls, *a):\n        {does}\n"
DEFENSIVE = {
    "str exits": (ODD + "def __str__(self):\n        raise SystemExit(3)\nraise Odd", "Odd", 4),
    "str interrupts": (
        ODD + "def __str__(self):\n        raise KeyboardInterrupt\nraise Odd",
        "Odd",
        4,
    ),
    "str gives a string of its own": (
        "class S(str):\n    def __len__(self):\n        raise SystemExit\n"
        + ODD
        + "def __str__(self):\n        return S('x')\nraise Odd",
        "Odd",
        7,
    ),
    "its class has no name": (
        META.format(name="__getattribute__", does="raise SystemExit")
        + "class Odd(Exception, metaclass=Meta):\n    pass\nraise Odd",
        "Odd",
        6,
    ),
    "its class is of no class": (
        META.format(name="mro", does="return [cls, Exception, BaseException, object]")
        + "class Odd(Exception, metaclass=Meta):\n    __module__ = property()\nraise Odd",
        "Odd",
        6,
    ),
    "its class lies": (
        ODD + "@property\n    def __class__(self):\n        raise SystemExit\nraise Odd",
        "Odd",
        5,
    ),
    "all its attributes break": (
        ODD + "def __getattribute__(self, name):\n        raise SystemExit\nraise Odd",
        "Odd",
        4,
    ),
    "attributes of a strange kind": ("raise ImportError('x', name=object())", "ImportError", 1),
    "a line that is no number": (
        "raise SyntaxError('x', ('snippet.py', 10**400, 10**400, 'y'))",
        "SyntaxError",
        None,
    ),
    "a code that is huge": (ODD + "code = 10**400\nraise Odd", "Odd", 3),
    "a cause that breaks": (
        ODD + "def __str__(self):\n        raise SystemExit\nraise ValueError('a') from Odd()",
        "ValueError",
        4,
    ),
    "a name a million long": ("raise type('N' * 1_000_000, (Exception,), {})", None, 1),
    "many bases": (
        "kind = Exception\nfor n in range(400):\n    kind = type(f'K{n}', (kind,), {})\nraise kind",
        "K399",
        4,
    ),
    "a long line": ("x = 1;" * 30_000 + "1 / 0", "ZeroDivisionError", 1),
}


@pytest.mark.parametrize("name", DEFENSIVE)
def test_an_error_that_defends_itself_is_told(runner: Runner, name: str) -> None:
    source, kind, line = DEFENSIVE[name]
    result = run(runner, source)
    assert (result.outcome, result.exit_code) == ("error", 1), result
    assert result.exception is not None
    assert kind in (None, result.exception.type)
    assert line in (None, result.exception.line)
    assert "child.py" not in result.stderr
    assert len(repr(result)) < 100_000


@pytest.mark.parametrize(
    "leave",
    [
        "class C:\n    def __str__(self):\n        raise SystemExit\nraise SystemExit(C())",
        "class C(int):\n    def __and__(self, n):\n        1 / 0\nraise SystemExit(C(1))",
        "class C(SystemExit):\n    code = property(lambda self: 1 / 0)\nraise C",
    ],
)
def test_an_exit_that_defends_itself_is_an_exit(runner: Runner, leave: str) -> None:
    result = run(runner, leave)
    assert (result.outcome, result.exit_code) == ("error", 1), result
    assert result.stderr == ""


def test_a_probe_of_it_is_told_too(runner: Runner) -> None:
    source = ODD + "def __str__(self):\n        raise SystemExit\ndef f():\n    raise Odd"
    result = runner.run(RunRequest(source=source, probes=(Probe(expression="f()"),), record=True))
    (seen,) = result.observations
    assert seen.exception is not None
    assert (seen.exception.type, result.outcome) == ("Odd", "ok")
