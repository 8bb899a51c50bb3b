"""How long `explain` takes for a long traceback, against importing the libraries it stands on."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from tests.benchmarks.measure import PROGRAM, Row, medians

ROUNDS = 31
LINES = 200
#: Its cause is found by the general rule, which needs all the data.
ENDING = """\
  File "/srv/shop/.venv/lib/python3.12/site-packages/flask_login/utils.py", line 14, in <module>
    from werkzeug.urls import url_decode
ImportError: cannot import name 'url_decode' from 'werkzeug.urls' (/srv/urls.py)
"""
KNOWN = """\
  File "/home/ani/shop/app.py", line 9, in index
    print(current_app.name)
RuntimeError: Working outside of application context.
"""


def rows() -> list[Row]:
    """One row for a message that is known, and one for what the rule has to find."""
    frame = '  File "/home/ani/shop/app.py", line {n}, in step_{n}\n    return step_{n}()\n'
    frames = "".join(frame.format(n=number) for number in range(LINES // 2 - 2))
    with tempfile.TemporaryDirectory() as home:
        environ = {**os.environ, "FLASKTUTOR_HOME": home, "FLASKTUTOR_LANG": "en"}

        def python(*arguments: str, text: str = "") -> None:
            subprocess.run(
                [sys.executable, *arguments], input=text.encode(), env=environ,
                stdout=subprocess.DEVNULL, check=True,
            )  # fmt: skip

        def explain(ending: str) -> None:
            text = f"Traceback (most recent call last):\n{frames}{ending}"
            python(*PROGRAM, "explain", text=text)

        bare, known, misfit = medians(
            [
                lambda: python("-c", "import click, rich, yaml"),
                lambda: explain(KNOWN),
                lambda: explain(ENDING),
            ],
            ROUNDS,
        )
    return [
        Row("explain of 200 lines ÷ import click, rich, yaml", known / bare, 2.0),
        Row("explain of a version clash ÷ import click, rich, yaml", misfit / bare, 2.0),
    ]
