"""Owns making the page: a template, style and script in one file that needs no other.

Text is made safe here, where it leaves: `finalize` sees each that the template says, then jinja2
escapes it; what the script is given is safe already, and its JSON holds no tag. The browser is
told to run and load nothing but what stands here (Content-Security-Policy, by hashes).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flasktutor import language
from flasktutor.language import _, ngettext
from flasktutor.page import telling
from flasktutor.page.code import ShownFile, source
from flasktutor.page.data import script_data
from flasktutor.page.model import Story
from flasktutor.page.rows import Layout, picture
from flasktutor.stops import Stop, stops
from flasktutor.text import escape
from flasktutor.ui.views.context_words import titled

_DATA = Path(__file__).parent / "data"


def page(story: Story) -> str:
    """The whole page of a recorded run, in the language in use."""
    by_lane = {
        lane: stops(story.timeline, story.sources, lane, prologue=story.prologue)
        for lane in story.timeline.lanes
    }
    found = sorted((one for each in by_lane.values() for one in each), key=lambda one: one.number)
    drawn = picture(story.timeline, found, story.sources)
    files = tuple(_files(found, story.sources))
    style = _read("page.css") + "".join(_placed(drawn))
    script = _read("page.js")
    findings = [telling.of_finding(one, by_lane) for one in story.found]
    named = {file.name: _called(file.name, story.prologue) for file in files}
    data = script_data(story.timeline, found, named, story.parts)
    return _environment().get_template("page.html").render(
        story=story,
        language=language.current(),
        words=_words(story, findings),
        policy=f"default-src 'none'; script-src {_hashed(script)}; style-src {_hashed(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'",
        style=style,
        script=script,
        drawn=drawn,
        files=files,
        named=named,
        findings=findings,
        flagged=_flagged(findings),
        troubles=[telling.of_trouble(one) for one in story.troubles],
        left=[titled(frame) for frame in story.timeline.still_pushed()],
        data=data,
    )  # fmt: skip


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_DATA), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, finalize=_safe,
    )  # fmt: skip


def _safe(value: Any) -> Any:
    """What the template says, with nothing in it that hides or acts."""
    is_set_already = hasattr(value, "__html__")
    return value if is_set_already or not isinstance(value, str) else escape(value)


def _read(name: str) -> str:
    return (_DATA / name).read_text("utf-8")


def _hashed(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _placed(drawn: Layout) -> Iterator[str]:
    """Where each column and box stands, as rules: a strict policy allows no style elsewhere."""
    yield f":root{{--lanes:{drawn.columns}}}\n"
    for column in range(drawn.columns):
        yield f".l{column}{{--c:{column}}}\n"
    for first, last in sorted({(b.first, b.last) for chunk in drawn.chunks for b in chunk.boxes}):
        yield f".r{first}-{last}{{grid-row:{first}/{last + 1}}}\n"


def _files(found: Sequence[Stop], sources: Mapping[str, str]) -> Iterator[ShownFile]:
    """The files that are come to, in the order of time."""
    needed: dict[str, set[int]] = {}
    for stop in found:
        if stop.file and stop.line:
            needed.setdefault(stop.file, set()).add(stop.line)
    for name, lines in needed.items():
        yield source(name, sources[name], lines)


def _called(name: str, prologue: str) -> str:
    return _("the lesson's setup") if prologue and name == prologue else name


def _flagged(findings: Sequence[telling.Telling]) -> Mapping[int, int]:
    """The finding that each event shows, by the event's number."""
    return {
        sight.number: number for number, one in enumerate(findings)
        for sight in one.sights if sight.number
    }  # fmt: skip


def _words(story: Story, findings: Sequence[telling.Telling]) -> Mapping[str, str]:
    """The page's own words."""
    count = len(findings)
    return {
        "player": _("Go through the run"),
        "slider": _("Event"),
        "first": _("First"),
        "back": _("Back"),
        "next": _("Next"),
        "last": _("Last"),
        "keyboard": _("Keys: ← back, → next, Home and End to the ends."),
        "unscripted": _("Without scripts this page shows the whole run, but does not move."),
        "lanes": _("Contexts"),
        "events": _("Events"),
        "code": _("Code"),
        "names": _("What the names stand for"),
        "pushed": _("Pushed here, outermost first"),
        "findings": ngettext("{n} finding", "{n} findings", count).format(n=count),
        "finding": _("Finding {n}"),
        "troubles": _("Errors"),
        "none": _("No context was pushed."),
        "left": _("Still pushed at the end: {frame}"),
        "docs": _("Flask's documentation"),
    }
