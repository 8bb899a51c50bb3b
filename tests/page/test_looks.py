"""A page can be read: on a phone and a desk, light and dark, on paper, without any script."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from flasktutor.contexts import timeline
from flasktutor.page import Story, page
from flasktutor.runner.protocol import ContextEvent
from tests.browser import chromium_page

pytestmark = pytest.mark.sweep
LEAST = 4.5
"""Contrast of text with its ground, as WCAG asks (AA)."""
GROUND = "getComputedStyle(document.body).backgroundColor"
WHITE = "rgb(255, 255, 255)"


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_is_wider_than_the_window(chrome: Browser, made: Path, width: int) -> None:
    with chromium_page(chrome, width=width) as watched:
        page = watched.page
        page.goto(made.as_uri())
        for _ in range(30):
            assert watched.overflow() <= 0
            page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_event_stays_in_sight(chrome: Browser, made: Path, width: int) -> None:
    with chromium_page(chrome, width=width, reduced_motion="reduce") as watched:
        page = watched.page
        page.goto(made.as_uri())
        page.locator("#player").evaluate("one => one.scrollIntoView()")
        for _ in range(40):
            page.keyboard.press("ArrowRight")
            box, row = page.locator("#lanes .scroll"), page.locator("#events [aria-current]")
            around, inner = box.bounding_box(), row.bounding_box()
            assert around
            assert inner
            assert around["y"] <= inner["y"]
            assert inner["y"] + inner["height"] <= around["y"] + around["height"]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(
    chrome: Browser, made: Path, scheme: Literal["light", "dark"], width: int
) -> None:
    with chromium_page(chrome, width=width, scheme=scheme) as watched:
        page = watched.page
        page.goto(made.as_uri())
        assert (page.evaluate(GROUND) != WHITE) == (scheme == "dark")
        for _ in range(13):
            page.keyboard.press("ArrowRight")
        found = watched.contrasts()
        assert len(found) > 200
        assert found[0][0] >= LEAST, found[:5]


def test_contrasts_are_measured(chrome: Browser) -> None:
    with chromium_page(chrome) as watched:
        watched.page.set_content(
            "<body style='background:#fff'><p style='color:#777'>grey</p>"
            "<div style='background:#000'><p style='color:#fff'>white</p></div>"
        )
        (low, where), (high, _other) = watched.contrasts()
        assert (round(low, 2), where, round(high)) == (4.48, "p: grey", 21)


@pytest.mark.parametrize("width", [360, 1280])
def test_lanes_stand_side_by_side_where_there_is_room(
    chrome: Browser, made: Path, width: int
) -> None:
    with chromium_page(chrome, width=width) as watched:
        page = watched.page
        page.goto(made.as_uri())
        events = page.get_by_role("list", name="Events")
        begins = events.get_by_role("listitem").filter(has_text="starts, with no context")
        here, there = begins.bounding_box(), events.get_by_role("listitem").first.bounding_box()
        assert here
        assert there
        assert (here["x"] > there["x"] + there["width"] - 1) == (width == 1280)
        boxes = page.locator("#events .box:not(.after)")
        # The three of the first request, the thread's, and two for each other request.
        assert boxes.count() == 8
        expect(boxes.first).to_be_visible(visible=width == 1280)


def test_a_box_goes_round_all_that_happened_in_it(chrome: Browser, made: Path) -> None:
    with chromium_page(chrome) as watched:
        page = watched.page
        page.goto(made.as_uri())
        inside = page.locator("#events [role=listitem]").filter(
            has_text=re.compile("view entered: hello")
        )
        row, words = inside.bounding_box(), inside.locator("span").bounding_box()
        assert row
        assert words
        for number in (0, 1):
            box = page.locator("#events .box").nth(number).bounding_box()
            assert box
            assert box["y"] < row["y"]
            assert row["y"] + row["height"] < box["y"] + box["height"]
            assert box["x"] < words["x"]
            assert words["x"] + words["width"] < box["x"] + box["width"]


def test_how_a_thread_starts_stands_above_the_box_that_it_opens_first(
    chrome: Browser, tmp_path: Path
) -> None:
    seen = timeline(
        ContextEvent(number=number, lane=lane, kind=kind, frame=frame, label="app")
        for number, (lane, kind, frame) in enumerate(
            [("main", "app-pushed", 1), ("worker", "app-pushed", 2), ("worker", "app-popped", 2)], 1
        )
    )
    at = tmp_path / "page.html"
    at.write_text(page(Story(title="A thread", timeline=seen, sources={})), "utf-8")
    with chromium_page(chrome) as watched:
        watched.page.goto(at.as_uri())
        events = watched.page.get_by_role("list", name="Events")
        words = events.get_by_text("starts, with no context").bounding_box()
        opened = events.get_by_text("app context pushed: app").nth(1).bounding_box()
        box = watched.page.locator("#events .box").nth(1).bounding_box()
        assert words
        assert opened
        assert box
        assert words["y"] + words["height"] <= box["y"] + 1
        assert box["y"] <= opened["y"]
        assert watched.complaints == []


def test_paper_has_all_lanes_events_and_findings(chrome: Browser, made: Path) -> None:
    with chromium_page(chrome, width=720, scheme="dark") as watched:
        page = watched.page
        page.goto(made.as_uri())
        page.emulate_media(media="print")
        assert page.evaluate(GROUND) == WHITE
        expect(page.locator("#player")).to_be_hidden()
        events = page.get_by_role("list", name="Events")
        around = "one => one.parentElement.scrollHeight <= one.parentElement.clientHeight"
        assert events.evaluate(around), "what is scrolled away is not on the paper"
        assert watched.overflow() <= 0
        expect(page.locator("#events .box").first).to_be_visible()
        expect(page.get_by_role("article", name="Finding 1")).to_be_visible()
        assert watched.contrasts()[0][0] >= LEAST
        assert len(re.findall(rb"/Type */Page\b", page.pdf())) >= 3


def test_without_scripts_it_shows_the_whole_run(chrome: Browser, made: Path) -> None:
    with chromium_page(chrome, java_script_enabled=False) as watched:
        page = watched.page
        page.goto(made.as_uri())
        events = page.get_by_role("list", name="Events").get_by_role("listitem")
        assert events.count() > 50
        expect(events.last).to_be_visible()
        expect(page.locator("#events .box").first).to_be_visible()
        expect(page.get_by_text("Without scripts this page shows the whole run")).to_be_visible()
        expect(page.get_by_role("slider")).to_have_count(0)
        expect(page.locator("#code").get_by_text("return g.nothing")).to_be_visible()
        page.get_by_role("link", name="GET /bad").click()
        expect(page.locator("#events :target")).to_be_in_viewport()


def test_nothing_slides_for_who_wants_no_motion(chrome: Browser, made: Path) -> None:
    for wish, slides in (("reduce", "auto"), ("no-preference", "smooth")):
        with chromium_page(chrome, reduced_motion=wish) as watched:
            watched.page.goto(made.as_uri())
            how = "getComputedStyle(document.querySelector('#lanes .scroll')).scrollBehavior"
            assert watched.page.evaluate(how) == slides
