"""A page is gone through by keys, slider, buttons and links, and says where it is."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import Watched
from tests.page.apps import line


def said(page: Page) -> Locator:
    """What a screen reader says of the event."""
    return page.get_by_role("status")


def current(page: Page) -> Locator:
    """The event that is marked in the lanes."""
    return page.get_by_role("list", name="Events").locator("[aria-current=step]")


def name(page: Page, wanted: str) -> Locator:
    """What a name stands for, as the list of names says."""
    term = page.get_by_role("term").filter(has_text=re.compile(f"^{wanted}$"))
    return term.locator("xpath=following-sibling::dd[1]")


def to(page: Page, words: str) -> None:
    """Press the right arrow until the event says these words."""
    for _ in range(500):
        if words in said(page).inner_text():
            return
        page.keyboard.press("ArrowRight")
    raise AssertionError(f"{words!r} never came")


def test_the_arrow_keys_go_through_every_event(opened: Watched) -> None:
    page = opened.page
    slider = page.get_by_role("slider", name="Event")
    total = int(slider.get_attribute("max") or "0")
    events = page.get_by_role("list", name="Events").get_by_role("listitem")
    assert events.count() == total > 50
    seen = []
    for number in range(1, total + 1):
        expect(said(page)).to_have_text(re.compile(rf"^{number} of {total} · "))
        seen.append(current(page).get_attribute("id"))
        page.keyboard.press("ArrowRight")
    assert seen == [events.nth(at).get_attribute("id") for at in range(total)]
    page.keyboard.press("ArrowLeft")
    expect(said(page)).to_have_text(re.compile(rf"^{total - 1} of {total} · "))
    page.keyboard.press("Home")
    expect(said(page)).to_contain_text(f"1 of {total} · main · app context pushed: app")
    expect(page.get_by_role("button", name="Back")).to_be_disabled()
    page.keyboard.press("End")
    expect(said(page)).to_contain_text(f"{total} of {total} · main · app context popped: app")
    expect(page.get_by_role("button", name="Next")).to_be_disabled()


def test_slider_and_buttons_do_the_same(opened: Watched) -> None:
    page = opened.page
    slider = page.get_by_role("slider", name="Event")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_value("2")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^2 of "))
    page.get_by_role("button", name="Next").click()
    expect(said(page)).to_contain_text("request started: GET /hello?name=Ayu")
    page.get_by_role("button", name="Last").click()
    page.get_by_role("button", name="Back").click()
    page.get_by_role("button", name="First").click()
    expect(slider).to_have_value("1")
    slider.fill("5")
    expect(said(page)).to_contain_text(re.compile("^5 of "))


def test_the_names_stand_for_what_they_did_then(opened: Watched) -> None:
    page = opened.page
    expect(name(page, "request")).to_have_text("nothing (RuntimeError)")
    to(page, "g gets: user = 'Ayu'")
    expect(name(page, "current_app")).to_have_text("app")
    expect(name(page, "g")).to_have_text("user = 'Ayu'")
    expect(name(page, "request")).to_have_text("GET /hello?name=Ayu")
    expect(name(page, "session")).to_have_text("(empty)")
    to(page, "session gets the key: seen")
    expect(name(page, "session")).to_have_text("seen")
    to(page, f"worker · app.py · line {line('def work') + 1}: app context pushed")
    expect(name(page, "g")).to_have_text("(empty)")
    expect(name(page, "request")).to_have_text("nothing (RuntimeError)")
    to(page, f"main · app.py · line {line('worker.join')}")
    expect(name(page, "g")).to_have_text("user = 'Ayu'")
    page.keyboard.press("End")
    expect(name(page, "g")).to_have_text("nothing (RuntimeError)")


def test_what_is_pushed_and_the_line_are_shown_beside(opened: Watched) -> None:
    page = opened.page
    to(page, f"line {line('g.inner')}: g.inner = 1")
    stack = page.locator("#stack").get_by_role("listitem")
    expect(stack).to_have_text(
        ["app context: app", "request context: GET /hello?name=Ayu", "app context: app"]
    )
    code = page.get_by_role("region", name="Code")
    expect(code.locator("[aria-current]")).to_have_text("        g.inner = 1")
    expect(page.get_by_text(f"app.py, line {line('g.inner')}: about to run")).to_be_visible()
    page.keyboard.press("End")
    expect(stack).to_have_text(["No context is pushed."])


def test_a_thread_that_starts_with_no_context_says_so(opened: Watched) -> None:
    page = opened.page
    events = page.get_by_role("list", name="Events").get_by_role("listitem")
    begins = events.filter(has_text="starts, with no context")
    expect(begins).to_have_count(1)
    expect(begins).to_contain_text("worker")
    to(page, "starts, with no context")
    expect(said(page)).to_contain_text("worker")


def test_requests_lead_to_where_they_begin(opened: Watched) -> None:
    page = opened.page
    requests = page.get_by_role("navigation", name="Requests")
    expect(requests.get_by_role("row")).to_have_text(
        [re.compile("^Request"), re.compile("200 OK"), re.compile("500 INT"), re.compile("404 NOT")]
    )
    requests.get_by_role("link", name="GET /bad").press("Enter")
    expect(said(page)).to_contain_text("app context pushed: app")
    # The keys go on from there.
    expect(page.get_by_role("slider", name="Event")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(said(page)).to_contain_text("request context pushed: GET /bad")
    expect(requests.locator("[aria-current]")).to_have_text(["GET /bad"])


def test_a_finding_is_marked_explained_and_led_to(opened: Watched) -> None:
    page = opened.page
    page.get_by_role("link", name="1 finding").press("Enter")
    found = page.get_by_role("article", name="Finding 1")
    expect(found).to_be_in_viewport()
    for words in (
        "the app context of the same app is pushed once more",
        "The request has an app context already.",
        "Do this: Leave the “with” out.",
        "return current_app.name + request.path",
        "Lesson: flasktutor lesson nested-apps",
    ):
        expect(found).to_contain_text(words)
    found.get_by_role(
        "link", name=f"app.py, line {line('g.inner') - 1}: app context pushed: app"
    ).press("Enter")
    expect(current(page)).to_contain_text("app context pushed: app")
    expect(current(page).get_by_role("link", name="Finding 1")).to_be_visible()


def test_an_error_is_explained_and_led_to(opened: Watched) -> None:
    page = opened.page
    errors = page.get_by_role("region", name="Errors")
    for words in (
        "AttributeError: nothing",
        f"line {line('g.nothing')}",
        "g has nothing called “nothing”",
    ):
        expect(errors).to_contain_text(words)
    errors.get_by_role("link", name="Where it was raised").press("Enter")
    expect(said(page)).to_contain_text(
        f"line {line('g.nothing')}: exception raised: AttributeError: nothing"
    )


def test_a_click_on_an_event_goes_there(opened: Watched) -> None:
    page = opened.page
    page.get_by_role("listitem").filter(has_text="request started: GET /nope").click()
    expect(said(page)).to_contain_text("request started: GET /nope")


def test_an_address_leads_to_an_event(opened: Watched) -> None:
    page = opened.page
    page.goto("about:blank")
    page.goto(f"{opened.requests[0]}#e8")
    expect(said(page)).to_contain_text("view entered: hello")
    opened.requests[1:] = []


def test_the_keyboard_gets_everywhere_and_out_again(opened: Watched) -> None:
    page = opened.page
    met = []
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(() => { const one = document.activeElement;"
            "return [one.id || one.textContent.slice(0, 40), getComputedStyle(one).outlineStyle,"
            "one === document.body] })()"
        )
        met.append(focused)
        if focused[2] and len(met) > 3:
            break
    names = [one[0] for one in met]
    for wanted in ("1 finding", "next", "at", "GET /bad", "Where it was raised"):
        assert wanted in names, names
    assert met[-1][2], "the keyboard is kept on the page"
    assert all(one[1] != "none" for one in met[:-1]), met


def test_keys_with_modifiers_are_the_browser_s(opened: Watched) -> None:
    page = opened.page
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+End")
    expect(said(page)).to_contain_text(re.compile("^1 of "))
