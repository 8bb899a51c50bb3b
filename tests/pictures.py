"""Makes the pictures of the README from real runs: `python -m tests.pictures`.

They come out the same each time; `git diff docs/pictures` shows when the program has
begun to draw otherwise.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

from rich.console import Console

from flasktutor.contexts import Timeline, timeline
from flasktutor.runner.protocol import Context, RunRequest
from flasktutor.runner.runner import Runner
from flasktutor.trace.requests import read_requests
from flasktutor.trace.run import trace
from flasktutor.ui.protocol.blocks import Block, Code, Contexts, Output
from flasktutor.ui.terminal.rich_blocks import THEME, drawn
from tests.contexts.programs import APPS

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
WIDTH = 80

NESTED = """
@cafe.get("/menu")
def menu():
    return current_app.name + ": coffee, tea"

@app.get("/")
def home():
    g.visitor = "Ayu"
    return cafe.test_client().get("/menu").text

print(app.test_client().get("/").text)
"""
# Citra's view waits for Dewi's to end, so that the picture comes out the same each time.
THREADS = """
from threading import Event, Thread

inside, over = Event(), Event()

@app.get("/order")
def order():
    g.name = request.args["name"]
    if g.name == "Citra":
        inside.set()
        over.wait()
    return g.name

def visit(name):
    app.test_client().get("/order?name=" + name)

first, second = [Thread(target=visit, args=[n], name=n) for n in ("Citra", "Dewi")]
first.start()
inside.wait()
second.start()
second.join()
over.set()
first.join()
"""


def main() -> int:
    """Write the pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, blocks in PICTURES.items():
        console = Console(
            record=True, width=WIDTH, height=200, file=io.StringIO(), force_terminal=True,
            color_system="truecolor", theme=THEME, highlight=False,
        )  # fmt: skip
        for block in blocks():
            console.print(drawn(block, WIDTH))
        (FOLDER / f"{name}.txt").write_text(_text(console), "utf-8")
        console.save_svg(str(FOLDER / f"{name}.svg"), title=f"flasktutor: {name}")
        print(FOLDER / f"{name}.svg")
    return 0


def _text(console: Console) -> str:
    """What the picture shows, for where pictures cannot be."""
    lines = (line.rstrip() for line in console.export_text(clear=False).splitlines())
    return "\n".join(lines).strip("\n") + "\n"


def _lesson() -> Iterator[Block]:
    source = NESTED.strip("\n")
    stdout, seen = _run(source)
    yield Code(source)
    yield Output(stdout, "It prints")
    yield Contexts(seen)


def _threads() -> Iterator[Block]:
    yield Contexts(_run(THREADS)[1])


def _trace() -> Iterator[Block]:
    source = Path(__file__).parent / "trace" / "tutorial"
    with TemporaryDirectory() as folder:
        os.environ["FLASK_DATABASE"] = str(Path(folder, "blog.sqlite"))
        seen = trace("flaskr", read_requests(["/"]), Path(sys.executable), folder=source)
    yield Contexts(timeline(seen.events))


def _run(source: str) -> tuple[str, Timeline]:
    with Runner() as runner:
        none = Context(kind="none")
        request = RunRequest(source=dedent(source), setup=APPS, record=True, context=none)
        result = runner.run(request)
        assert result.outcome == "ok", result
        return result.stdout, timeline(result.events)


PICTURES: dict[str, Callable[[], Iterator[Block]]] = {
    "lesson": _lesson,
    "threads": _threads,
    "trace": _trace,
}
"""A picture's name → what is drawn in it."""

if __name__ == "__main__":
    sys.exit(main())
