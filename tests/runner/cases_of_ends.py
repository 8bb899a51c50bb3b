"""Cases of how a snippet ends: time, memory, output, exits and crashes."""

from __future__ import annotations

from tests.runner.case import BURNS, HANGS, SLOW, Case

ENDS = (
    Case(
        name="endless loop",
        source="print('a')\nwhile True:\n    pass",
        outcome="timeout",
        stdout="a\n",
        says="still running",
        limits=HANGS,
    ),
    Case(
        name="endless loop, by CPU time",
        source="print('a')\nwhile True: pass",
        outcome="cpu",
        stdout="a\n",
        stopped_at=2,
        says="1 s of computing",
        limits=BURNS,
    ),
    Case(
        name="endless loop that ignores SIGXCPU",
        source="import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass",
        outcome="cpu",
        limits=BURNS,
    ),
    Case(
        name="endless sleep",
        source="import time\nprint('a')\ntime.sleep(1e8)",
        outcome="timeout",
        stdout="a\n",
        stopped_at=3,
        limits=HANGS,
    ),
    Case(
        name="stops itself with SIGSTOP",
        source="import os, signal\nprint('a')\nos.kill(os.getpid(), signal.SIGSTOP)",
        outcome="timeout",
        stdout="a\n",
        limits=HANGS,
    ),
    Case(
        name="10 GB at once",
        source="print('a')\nbytearray(10**10)",
        outcome="memory",
        stdout="a\n",
        raises="MemoryError",
        line=2,
        says="more memory",
    ),
    Case(
        name="memory by growth",
        source="kept = []\nwhile True:\n    kept.append(' ' * 1000 + str(len(kept)))",
        outcome="memory",
        raises="MemoryError",
        line=3,
    ),
    Case(
        name="memory by growth of small objects",
        # So full that not even a traceback can be made: the line is not always known.
        source="kept = []\nwhile True:\n    kept.append([kept])",
        outcome="memory",
        raises="MemoryError",
        limits=SLOW,
    ),
    Case(
        name="print flood",
        source="while True:\n    print('0123456789' * 10)",
        outcome="output-limit",
        says="more than 64 KiB",
    ),
    Case(
        name="flood on stderr",
        source="import sys\nwhile True:\n    print('0123456789' * 10, file=sys.stderr)",
        outcome="output-limit",
        stdout="",
    ),
    Case(
        name="os._exit",
        source="import os\nprint('a')\nos._exit(3)",
        outcome="crashed",
        stdout="a\n",
        exit_code=3,
        says="exit code 3",
    ),
    Case(
        name="os._exit(0) is no good end either",
        source="import os\nos._exit(0)",
        outcome="crashed",
        exit_code=0,
    ),
    Case(
        name="becomes another program",
        source="import os\nos.execv('/bin/sh', ['sh', '-c', 'echo shell'])",
        outcome="crashed",
        stdout="shell\n",
    ),
    Case(name="sys.exit()", source="import sys\nprint('a')\nsys.exit()", stdout="a\n", exit_code=0),
    Case(
        name="sys.exit(7)",
        source="import sys\nsys.exit(7)",
        outcome="error",
        raises="SystemExit",
        line=2,
        exit_code=7,
        says="ended itself with exit code 7",
    ),
    Case(
        name="sys.exit with a message",
        source="import sys\nsys.exit('so long')",
        outcome="error",
        stderr_holds="so long\n",
        raises="SystemExit",
        exit_code=1,
    ),
    Case(
        name="segfault",
        source="import ctypes\nprint('a')\nctypes.string_at(0)",
        outcome="crashed",
        stdout="a\n",
        stopped_at=3,
        says="SIGSEGV",
    ),
    Case(name="abort", source="import os\nos.abort()", outcome="crashed", stopped_at=2),
)
