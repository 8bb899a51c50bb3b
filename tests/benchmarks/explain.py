"""How long `explain` takes for a long traceback, against importing the libraries it stands on.

Nothing is kept from one time to the next, so each is like a learner's first after the install.
What was compiled by the install is measured apart, by doing without: all of our modules and data
are then read from their sources.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.measure import PROGRAM, Row, medians
from tests.checkout import fresh_copy

ROUNDS = 31
LINES = 200
#: Two packages that are known to clash.
CLASH = """\
  File "/srv/shop/.venv/lib/python3.12/site-packages/flask_login/utils.py", line 14, in <module>
    from werkzeug.urls import url_decode
ImportError: cannot import name 'url_decode' from 'werkzeug.urls' (/srv/urls.py)
"""
#: Its cause is found by the general rule, which needs all that is known of names.
MISFIT = """\
  File "/srv/shop/.venv/lib/python3.12/site-packages/flask_shop/utils.py", line 14, in <module>
    from werkzeug.urls import url_decode
ImportError: cannot import name 'url_decode' from 'werkzeug.urls' (/srv/urls.py)
"""
KNOWN = """\
  File "/home/ani/shop/app.py", line 9, in index
    print(current_app.name)
RuntimeError: Working outside of application context.
"""
#: Every sign is tried before it is said that none fits.
UNKNOWN = """\
  File "/home/ani/shop/app.py", line 9, in index
    raise StockError(count)
StockError: 3 are left
"""
ENDINGS = {
    "200 lines": KNOWN,
    "a version clash": CLASH,
    "a name that is gone": MISFIT,
    "an error of one's own": UNKNOWN,
}


def rows() -> list[Row]:
    """A row for each kind of answer, and one where nothing was compiled."""
    frame = '  File "/home/ani/shop/app.py", line {n}, in step_{n}\n    return step_{n}()\n'
    frames = "".join(frame.format(n=number) for number in range(LINES // 2 - 2))
    with tempfile.TemporaryDirectory() as folder:
        home, sources = Path(folder, "home"), fresh_copy(Path(folder, "sources"))
        inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environ = {**inherited, "FLASKTUTOR_HOME": str(home), "FLASKTUTOR_LANG": "en"}

        def python(*arguments: str, text: str = "", **more: str) -> None:
            # From the sources' folder: `-m` takes those, the installed command its own.
            done = subprocess.run(
                [sys.executable, *arguments], input=text.encode(), env={**environ, **more},
                stdout=subprocess.DEVNULL, cwd=sources, check=False,
            )  # fmt: skip
            assert done.returncode == (UNKNOWN in text if text else 0), done

        def explain(ending: str, *program: str, **more: str) -> None:
            text = f"Traceback (most recent call last):\n{frames}{ending}"
            python(*(program or PROGRAM), "explain", text=text, **more)

        def uncompiled() -> None:
            explain(KNOWN, "-m", "flasktutor", PYTHONDONTWRITEBYTECODE="1")

        bare, first, *answers = medians(
            [
                lambda: python("-c", "import click, rich, yaml"),
                uncompiled,
                *(lambda ending=ending: explain(ending) for ending in ENDINGS.values()),
            ],
            ROUNDS,
        )
    return [
        *(
            Row(f"explain of {what} ÷ import click, rich, yaml", answer / bare, 2.0)
            for what, answer in zip(ENDINGS, answers, strict=True)
        ),
        Row("explain, nothing compiled ÷ import click, rich, yaml", first / bare, 3.0),
    ]
