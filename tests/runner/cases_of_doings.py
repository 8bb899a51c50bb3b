"""Cases of what a snippet does to processes, streams, files and us."""

from __future__ import annotations

from flasktutor.runner.protocol import Context
from tests.runner.case import HANGS, Case

DOINGS = (
    Case(
        name="forty forks",
        source=(
            "import os, time\nmade = 0\ntry:\n    for _ in range(40):\n"
            "        if os.fork() == 0:\n            time.sleep(100)\n            os._exit(0)\n"
            "        made += 1\nexcept BlockingIOError:\n    print('refused')\nprint(made)"
        ),
        says="left behind",
    ),
    Case(
        name="a process count that binds",
        source=(
            "import os, time\nfor _ in range(40):\n    if os.fork() == 0:\n"
            "        time.sleep(100)\n        os._exit(0)"
        ),
        outcome="error",
        raises="BlockingIOError",
        line=3,
        says="only so many processes",
        needs="process-count",
    ),
    Case(
        name="a fork that runs on",
        source="import os\nif os.fork():\n    os.wait()\nprint('twice')",
        stdout="twice\ntwice\n",
    ),
    Case(
        name="endless thread",
        source=(
            "import threading, time\nprint('a')\ndef forever():\n    while True:\n"
            "        time.sleep(0.01)\nthreading.Thread(target=forever).start()\nprint('b')"
        ),
        outcome="timeout",
        stdout="a\nb\n",
        limits=HANGS,
    ),
    Case(
        name="a thread is waited for",
        source=(
            "import threading, time\ndef late():\n    time.sleep(0.1)\n    print('late')\n"
            "threading.Thread(target=late).start()\nprint('first')"
        ),
        stdout="first\nlate\n",
    ),
    Case(
        name="child left behind",
        source="import subprocess\nsubprocess.Popen(['sleep', '60'])\nprint('a')",
        stdout="a\n",
        says="left behind",
    ),
    Case(
        name="child left behind in a session of its own",
        source="import subprocess\nsubprocess.Popen(['sleep', '60'], start_new_session=True)",
        says="1 process that the snippet left behind",
    ),
    Case(
        name="double-forked daemon",
        source=(
            "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
            "        time.sleep(100)\n    os._exit(0)\nos.wait()\nprint('a')"
        ),
        stdout="a\n",
        says="1 process that the snippet left behind",
    ),
    Case(
        name="kills its parent",
        source="import os, signal\nos.kill(os.getppid(), signal.SIGKILL)",
        outcome="error",
        raises="PermissionError",
        line=2,
        needs="signals",
    ),
    Case(
        name="kills its own group",
        source="import os, signal\nprint('a')\nos.killpg(0, signal.SIGKILL)",
        outcome="killed",
        stdout="a\n",
        says="SIGKILL",
    ),
    Case(
        name="ends itself with SIGTERM",
        source="import os, signal\nos.kill(os.getpid(), signal.SIGTERM)",
        outcome="killed",
        says="SIGTERM",
    ),
    Case(
        name="closes fd 1",
        source="import os\nprint('a')\nos.close(1)\nprint('b')",
        outcome="error",
        stdout="a\n",
        raises="OSError",
        line=4,
    ),
    Case(
        name="closes fd 2",
        source="import os\nprint('a')\nos.close(2)\nprint('b')",
        stdout="a\nb\n",
    ),
    Case(
        name="closes its own stdout",
        source="import sys\nprint('a')\nsys.stdout.close()",
        outcome="error",
        stdout="a\n",
        exit_code=120,
        says="closed its own output",
    ),
    Case(
        name="closes every file",
        source="import os\nprint('a')\nos.closerange(0, 1000)",
        outcome="crashed",
        stdout="a\n",
    ),
    Case(
        name="opens too many files",
        source="kept = [open('/dev/null') for _ in range(2000)]",
        outcome="error",
        raises="OSError",
        line=1,
    ),
    Case(
        name="input()",
        source="print('a')\ninput('who? ')",
        outcome="error",
        stdout="a\nwho? ",
        raises="EOFError",
        line=2,
        says="no keyboard",
    ),
    Case(
        name="deep recursion",
        source="def down():\n    down()\nprint('a')\ndown()",
        outcome="error",
        stdout="a\n",
        raises="RecursionError",
        line=2,
    ),
    Case(
        name="deep recursion through repr",
        source=(
            "import sys\nsys.setrecursionlimit(10**7)\nclass A:\n    def __repr__(self):\n"
            "        return repr([self])\nprint('a')\nrepr(A())"
        ),
        # A stack overflow up to Python 3.11; later ones have a limit of their own.
        outcome="crashed",
        or_outcome="error",
        stdout_holds="a\n",
    ),
    Case(name="50 MB repr", source="print(repr('x' * 50_000_000))", outcome="output-limit"),
    Case(
        name="a 50 MB message",
        source="raise ValueError('x' * 50_000_000)",
        outcome="error",
        raises="ValueError",
        line=1,
    ),
    Case(
        name="an exception that cannot be shown",
        source="class Odd(Exception):\n    def __str__(self):\n        1 / 0\nraise Odd",
        outcome="error",
        raises="Odd",
        line=4,
    ),
    Case(
        name="bytes that are no UTF-8",
        source="import sys\nsys.stdout.buffer.write(b'\\xff\\xfe caf\\xc3\\xa9\\n')",
        stdout="\\xff\\xfe café\n",
    ),
    Case(name="lone surrogate", source="print('\\ud800')", stdout="\\ud800\n"),
    Case(
        name="lone surrogate in an exception",
        source="raise ValueError('\\udc80')",
        outcome="error",
        raises="ValueError",
        line=1,
    ),
    Case(
        name="ANSI, OSC, C1, CR",
        source="print('\\x1b[2J|\\x1b]0;title\\x07|\\x9b2J|a\\rb|\\x7f|\\t')",
        stdout="\\x1b[2J|\\x1b]0;title\\x07|\\x9b2J|a\\rb|\\x7f|\t\n",
    ),
    Case(
        name="control sequences in an exception",
        source="raise ValueError('\\x1b[2J')",
        outcome="error",
        raises="ValueError",
    ),
    Case(
        name="10 MB file",
        source="open('big', 'wb').write(bytes(10_000_000))",
        outcome="error",
        raises="OSError",
        line=1,
        says="A file grew larger",
    ),
    Case(
        name="two processes burning CPU",
        source="import os\nos.fork()\nwhile True: pass",
        outcome="timeout",
        limits=HANGS,
    ),
    Case(
        name="opens /dev/tty",
        source="open('/dev/tty')",
        outcome="error",
        raises="OSError",
        line=1,
    ),
    Case(
        name="takes away the rights to its own folder",
        source=(
            "import os\nos.makedirs('a/b')\nopen('a/b/c', 'w').close()\n"
            "os.chmod('a/b', 0)\nos.chmod('a', 0)\nos.chmod('.', 0)\nprint('a')"
        ),
        stdout="a\n",
    ),
    Case(
        name="writes elsewhere",
        source="open('/var/tmp/flasktutor-was-here', 'w')",
        outcome="error",
        raises="PermissionError",
        says="own folder",
        needs="files",
    ),
    Case(
        name="listens on TCP",
        source="import socket\nsocket.socket().bind(('127.0.0.1', 0))",
        outcome="error",
        raises="PermissionError",
        needs="tcp",
    ),
    Case(
        name="connects by TCP",
        source="import socket\nsocket.socket().connect(('127.0.0.1', 9))",
        outcome="error",
        raises="PermissionError",
        needs="tcp",
    ),
    Case(
        name="starts the development server",
        source="from flask import Flask\nFlask(__name__).run()\nprint('after')",
        stdout_holds="after\n",
        says="starts no server",
        context=Context(kind="none"),
    ),
    Case(
        name="raises KeyboardInterrupt",
        source="raise KeyboardInterrupt",
        outcome="error",
        raises="KeyboardInterrupt",
        line=1,
    ),
    Case(
        name="breaks what we use",
        source=(
            "import builtins, json, os, sys, traceback\nprint('a')\n"
            "builtins.open = builtins.print = json.dumps = traceback.format_exception_only = None\n"
            "sys.modules.clear()\nsys.stdout = None"
        ),
        # Whatever comes of it, it has to be told.
        outcome="crashed",
        stdout_holds="a\n",
    ),
)
