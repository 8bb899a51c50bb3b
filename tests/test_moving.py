"""The moving picture: as the program is now, small, and each of its moments is seen in its turn."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from tests import moving
from tests.browser import browser, chromium_page

KEPT = moving.TARGET.read_text("utf-8")
SEEN = """
seconds => {
  for (const one of document.getAnimations()) { one.pause(); one.currentTime = seconds * 1000; }
  return [...document.querySelectorAll(".f")]
    .filter(one => getComputedStyle(one).visibility === "visible").map(one => one.id);
}
"""


def test_it_is_whole_and_small() -> None:
    assert len(KEPT.encode()) < 300_000
    ET.fromstring(KEPT)


def test_each_moment_is_seen_alone_and_for_its_time() -> None:
    with browser() as opened, chromium_page(opened) as watched:
        watched.page.goto(moving.TARGET.as_uri())
        begun = 0.0
        for number, scene in enumerate(moving.SCENES):
            assert watched.page.evaluate(SEEN, begun + scene.seconds / 2) == [f"f{number}"]
            begun += scene.seconds


def test_who_asks_for_less_motion_sees_the_end_standing_still() -> None:
    with browser() as opened, chromium_page(opened, reduced_motion="reduce") as watched:
        watched.page.goto(moving.TARGET.as_uri())
        assert watched.page.evaluate(SEEN, 0) == [f"f{len(moving.SCENES) - 1}"]


@pytest.mark.slow
def test_it_shows_the_program_as_it_is_now() -> None:
    assert _told(moving.record()) == _told(KEPT), "made anew by `python -m tests.moving`"


def _told(picture: str) -> list[list[str]]:
    """The lines of each moment, without the order and numbers of options: they are shuffled."""
    space = "{http://www.w3.org/2000/svg}"
    root = ET.fromstring(picture)
    lines = {one.get("id"): "".join(one.itertext()) for one in root.iter(f"{space}g")}
    frames = [one for one in root.iter(f"{space}g") if one.get("class") == "f"]
    return [
        sorted(
            re.sub(r"❯|\d\.\s*", "", lines[use.get("href", "")[1:]])
            for use in frame.iter(f"{space}use")
        )
        for frame in frames
    ]
