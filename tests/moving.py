"""Records the first minute with the program as a picture that moves: `python -m tests.moving`.

The program runs in a real pseudo-terminal and gets the keys that a learner presses; what stands on
the screen after each is one moment of the picture. Whoever asks for less motion sees the last one.
It comes out the same each time, but for the order of options, which is shuffled.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from pyte.screens import Char

from tests.pictures import FOLDER
from tests.ui.terminal import Terminal

TARGET = FOLDER / "first-minute.svg"
SIZE = (80, 24)
WIDE, HIGH, MARGIN = 8.4, 18, 12
"""Pixels of a character, and around the screen."""
GROUND, TEXT = "#1b1e24", "#d7dae0"
COLOURS = {
    "black": "#4b5263", "red": "#f07178", "green": "#a5d46a", "brown": "#e5c07b",
    "blue": "#6cb2f7", "magenta": "#d79be8", "cyan": "#5fd0d0", "white": "#d7dae0",
    "brightblack": "#8a93a5", "brightred": "#ff8b92", "brightgreen": "#bdea84",
    "brightbrown": "#ffd68a", "brightyellow": "#ffd68a", "brightblue": "#8cc6ff",
    "brightmagenta": "#e8b5f5", "brightcyan": "#83e6e6", "brightwhite": "#ffffff",
}  # fmt: skip
Cells = list[list[Char]]


@dataclass(frozen=True)
class Scene:
    """What has to stand on the screen, how long it is looked at, and what is pressed then.

    The key is the text of an option where it is no key: its number is pressed.
    """

    awaited: str
    seconds: float
    key: str


SCENES = (
    Scene(r"1\. English", 3, "Enter"),
    Scene("Where do you stand", 6, "Enter"),
    Scene(r"Begin “What Flask is”", 7, "Enter"),
    Scene(r"What Flask is  1 of", 7, "Enter"),
    Scene(r"2 of 20(?s:.*)run it", 7, "Enter"),
    Scene(r"It prints(?s:.*)see the contexts", 7, "c"),
    Scene(r" 1 of \d+(?s:.*)q leave", 3, "→"),
    *(Scene(rf" {stop} of \d+", 1.5, "→") for stop in range(2, 12)),
    Scene(r" 12 of \d+", 4, "q"),
    Scene(r"see the contexts", 2, "Enter"),
    Scene(r"What is Flask\?", 6, "A program that you start"),
    Scene("Not yet", 6, "Enter"),
    Scene("Your answer", 3, "A library that Python"),
    Scene("✓", 7, ""),
)
KEYS = {"Enter": "\r", "→": "\x1b[C"}


def record() -> str:
    """The picture, recorded now."""
    with tempfile.TemporaryDirectory() as home, Terminal("start", Path(home), size=SIZE) as played:
        return svg(list(_moments(played)))


def _moments(played: Terminal) -> Iterator[tuple[Cells, float, str]]:
    for scene in SCENES:
        played.wait(scene.awaited)
        said = ""
        while said != played.said:
            said = played.said
            played.look(1.0)
        yield played.cells(), scene.seconds, scene.key
        option = re.search(rf"(\d)\. {re.escape(scene.key)}", played.text())
        if option and scene.key not in KEYS:
            played.press(option[1])
            played.press(KEYS["Enter"])
        elif scene.key:
            played.press(KEYS.get(scene.key, scene.key))


def svg(moments: list[tuple[Cells, float, str]]) -> str:
    """The moments as a picture: each distinct line is in it once."""
    lines: dict[str, int] = {}
    length = sum(seconds for _cells, seconds, _key in moments)
    frames, rules, begun = [], [], 0.0
    for number, (cells, seconds, key) in enumerate(moments):
        drawn = [(row, _line(line)) for row, line in enumerate(cells)]
        uses = "".join(
            f'<use href="#l{lines.setdefault(text, len(lines))}" y="{row * HIGH}"/>'
            for row, text in drawn
            if text
        )
        frames.append(f'<g class="f" id="f{number}">{uses}{_pressed(key)}</g>')
        shown = (begun / length * 100, (begun + seconds) / length * 100)
        rules.append(_rule(number, shown, length, is_last=number == len(moments) - 1))
        begun += seconds
    width = SIZE[0] * WIDE + 2 * MARGIN
    height = (SIZE[1] + 1.5) * HIGH + 2 * MARGIN
    defs = "".join(f'<g id="l{number}">{text}</g>' for text, number in lines.items())
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img">',
        "<title>The first minute with flasktutor</title>",
        f"<style>{STYLE}{''.join(rules)}</style>",
        f'<rect width="100%" height="100%" rx="8" fill="{GROUND}"/><defs>{defs}</defs>',
        f'<g transform="translate({MARGIN} {MARGIN + HIGH * 0.75:g})">',
        *frames,
        "</g></svg>\n",
    ))  # fmt: skip


STYLE = (
    "text{white-space:pre;font:14px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;"
    f"fill:{TEXT}}}.b{{font-weight:bold}}.i{{font-style:italic}}.u{{text-decoration:underline}}"
    ".k{font-weight:bold;fill:#1b1e24}.f{visibility:hidden}"
)
"""What all lines share."""


def _rule(number: int, shown: tuple[float, float], length: float, *, is_last: bool) -> str:
    """When that frame is to be seen, over and over; the last one is what stands still."""
    first, last = shown
    steps = f"{first:.3f}%{{visibility:visible}}{last:.3f}%{{visibility:hidden}}"
    before = "0%{visibility:hidden}" if number else ""
    moving = f"animation:a{number} {length:g}s step-end infinite"
    still = "visibility:visible" if is_last else "visibility:hidden"
    return (
        f"@keyframes a{number}{{{before}{steps}}}#f{number}{{{moving}}}"
        f"@media(prefers-reduced-motion:reduce){{#f{number}{{animation:none;{still}}}}}"
    )


def _pressed(key: str) -> str:
    """The key that is pressed then, below the screen."""
    if not key:
        return ""
    text = f"press {key}" if len(key) < 6 else f"choose “{key}…”"
    width, top = (len(text) + 2) * WIDE, (SIZE[1] + 0.4) * HIGH
    box = f'<rect y="{top - HIGH * 0.8:g}" width="{width:g}" height="{HIGH * 1.1:g}" rx="4"'
    return f'{box} fill="#e5c07b"/><text class="k" x="{WIDE}" y="{top:g}">{escape(text)}</text>'


def _line(cells: list[Char]) -> str:
    """A line of the screen: runs of characters that look the same, each at its place."""
    parts: list[str] = []
    column = 0
    for look, run in groupby(cells, _look):
        text = "".join(cell.data for cell in run)
        parts += _run(text, column, look)
        column += len(text)
    return "".join(parts)


Look = tuple[str, str, str]


def _look(cell: Char) -> Look:
    """Its colour, its ground, and the classes of its style."""
    front, back = _colour(cell.fg, TEXT), _colour(cell.bg, GROUND)
    if cell.reverse:
        front, back = back, front
    styles = {"b": cell.bold, "i": cell.italics, "u": cell.underscore}
    return front, back, " ".join(name for name, is_so in styles.items() if is_so)


def _colour(name: str, usual: str) -> str:
    if re.fullmatch(r"[0-9a-f]{6}", name):
        return f"#{name}"
    return COLOURS.get(name, usual)


def _run(text: str, column: int, look: Look) -> Iterator[str]:
    front, back, style = look
    if back != GROUND:
        box = f'x="{column * WIDE:g}" y="{-HIGH * 0.75:g}" width="{len(text) * WIDE:g}"'
        yield f'<rect {box} height="{HIGH}" fill="{back}"/>'
    if said := text.strip():
        left = column + len(text) - len(text.lstrip())
        fill = f' style="fill:{front}"' if front != TEXT else ""
        kind = f' class="{style}"' if style else ""
        wide = f'x="{left * WIDE:g}" textLength="{len(said) * WIDE:g}"'
        yield f"<text {wide}{kind}{fill}>{escape(said)}</text>"


def main() -> int:
    """Write the picture."""
    TARGET.write_text(record(), "utf-8")
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
