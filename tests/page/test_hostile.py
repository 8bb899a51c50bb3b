"""A page shows hostile texts as text: nothing in them runs, loads, hides, or turns words round."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from flasktutor import causes
from flasktutor.contexts import timeline
from flasktutor.page import Part, Parts, Printed, Story, StoryTrouble, page
from flasktutor.runner.protocol import ContextEvent
from flasktutor.text import escape
from flasktutor.trace.findings import ExplainedFault
from tests.browser import Watched, chromium_page
from tests.hostile import P, unsafe_in
from tests.page.conftest import Folder

MARKUP = (
    "</script><script>document.title='ran'</script>",
    "<!--<script>",
    "--><img src=//example.invalid/x onerror=\"document.title='ran'\">",
    "]]>{{ 7 * 7 }}{% raw %}${alert(1)}&amp;&lt;",
    "'\" onmouseover='document.title=1' x=\"",
    "</style><style>*{display:none}</style>",
    "\u2028\u2029\x00\x1b[31m\x85\udcff\ud800",
    "\u202eevil\u202c\u2066\u200f\u061c",
    "{n}{total}{file}{place}{line}",
    P,
)
BAD = " ".join(MARKUP)


def story() -> Story:
    """A run in which every text that anybody else gives is hostile."""
    kinds = ("app-pushed", "request-pushed", "line", "view-entered", "exception-raised")
    events = [
        ContextEvent(
            number=number, kind=kind, lane=f"lane {BAD}", frame=min(number, 2), line=1,
            file=f"file {BAD}.py", label=f"label {BAD}", current_app=f"app {BAD}",
            g={f"name {BAD}": f"value {BAD}"}, request=f"GET {BAD}", session=(f"key {BAD}",),
        )
        for number, kind in enumerate(kinds, 1)
    ]  # fmt: skip
    events.append(replace(events[0], number=9, lane="other", frame=3))
    told = causes.explain_error(f"Error{BAD}", BAD, context=BAD)
    return Story(
        title=f"title {BAD}",
        about=f"about {BAD}",
        timeline=timeline(events),
        sources={f"file {BAD}.py": f"x = '''{BAD}'''\n# {BAD}\n"},
        found=(ExplainedFault(told, (events[2],)),),
        parts=Parts(
            title=f"parts {BAD}",
            headings=(BAD,),
            rows=(Part(cells=(f"cell {BAD}",), first=1, last=5, lane=events[0].lane),),
        ),
        troubles=(StoryTrouble(text=f"raw {BAD}"), StoryTrouble(text="", told=told, number=5)),
        notes=(f"note {BAD}",),
        printed=(Printed(caption=f"caption {BAD}", text=f"printed {BAD}"),),
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "page.html"
    path.write_bytes(page(story()).encode("utf-8"))
    return path


@pytest.fixture
def opened(chrome: Browser, made: Path) -> Iterator[Watched]:
    with chromium_page(chrome) as watched:
        watched.page.goto(made.as_uri())
        yield watched
        assert watched.complaints == []
        assert watched.requests == [made.as_uri()]


def test_the_file_holds_nothing_unsafe(made: Path) -> None:
    assert unsafe_in(made.read_text("utf-8")) <= {"\n", "\t"}


def test_its_tags_are_those_of_a_harmless_page(made: Path) -> None:
    harmless = timeline(replace(one, lane="other" if one.lane == "other" else "lane", file="a.py",
                                label="label") for one in story().timeline.events)  # fmt: skip
    same = replace(story(), timeline=harmless, sources={"a.py": "x = '''a'''\n# a\n"})
    assert _tags(made.read_text("utf-8"))["script"] == 2
    wanted, found = _tags(page(same)), _tags(made.read_text("utf-8"))
    assert {tag: found[tag] for tag in ("script", "style", "img", "link", "meta")} == {
        tag: wanted[tag] for tag in ("script", "style", "img", "link", "meta")
    }


def _tags(text: str) -> dict[str, int]:
    counted = dict.fromkeys(("script", "style", "img", "link", "meta"), 0)

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            counted[tag] = counted.get(tag, 0) + 1
            assert not [name for name, _value in attrs if name.startswith("on") or name == "style"]

    Tags().feed(text)
    return counted


def test_all_of_it_stands_there_as_text(opened: Watched) -> None:
    at = opened.page
    assert at.title() == f"title {escape(BAD)}".replace("\n", " ")
    shown = escape(BAD)
    for words in ("note ", "cell ", "raw ", "printed ", "label "):
        expect(at.get_by_text(f"{words}{shown}").first).to_be_visible()
    total = int(at.get_by_role("slider").get_attribute("max") or "0")
    for _ in range(total):
        at.keyboard.press("ArrowRight")
        assert not unsafe_in(at.locator("body").inner_text())
    at.keyboard.press("Home")
    expect(at.locator("#g")).to_have_text(f"name {shown} = value {shown}")
    expect(at.locator("#request")).to_have_text(f"GET {shown}")
    expect(at.locator("#session")).to_have_text(f"key {shown}")
    expect(at.locator("#where")).to_contain_text(f"file {shown}.py, line 1")
    assert at.title().startswith("title ")


def test_it_is_no_wider_for_it(chrome: Browser, made: Path) -> None:
    with chromium_page(chrome, width=360) as watched:
        watched.page.goto(made.as_uri())
        assert watched.overflow() <= 0


def test_letters_from_right_to_left_turn_only_themselves(chrome: Browser, tmp_path: Path) -> None:
    arabic = "\u0645\u0631\u062d\u0628\u0627"
    events = [
        ContextEvent(
            number=1, kind="line", lane="main", line=1, file="a.py", g={"x": f"'{arabic}'"}
        )
    ]
    seen = Story(title="t", timeline=timeline(events), sources={"a.py": f"x = '{arabic}' + y\n"})
    (tmp_path / "page.html").write_text(page(seen), "utf-8")
    with chromium_page(chrome) as watched:
        watched.page.goto((tmp_path / "page.html").as_uri())
        apart = (
            "[...document.querySelectorAll('#events [role=listitem], #code li, dd span')]"
            ".map((one) => [getComputedStyle(one).unicodeBidi, getComputedStyle(one).direction])"
        )
        assert {tuple(one) for one in watched.page.evaluate(apart)} == {("isolate", "ltr")}


def test_the_policy_lets_nothing_else_in(chrome: Browser, made: Path) -> None:
    text = made.read_text("utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy.startswith("default-src &#39;none&#39;")
    assert "unsafe" not in policy
    with chromium_page(chrome) as watched:
        at = watched.page
        refused: list[tuple[str, str | None]] = []
        at.on("requestfailed", lambda asked: refused.append((asked.url, asked.failure)))
        at.goto(made.as_uri())
        at.evaluate(
            """() => {
                const add = (tag, more) =>
                    document.body.append(Object.assign(document.createElement(tag), more));
                add("script", {textContent: "document.title = 'ran'"});
                add("img", {src: "https://example.invalid/x.png"});
                add("div", {innerHTML: "<p style='position:fixed' id=styled>x</p>"});
            }"""
        )
        at.wait_for_timeout(200)
        assert at.title() != "ran"
        assert at.locator("#styled").evaluate("one => getComputedStyle(one).position") == "static"
        assert len(watched.complaints) == 3
        assert refused == [("https://example.invalid/x.png", "csp")]


def test_what_the_script_reads_is_json(made: Path) -> None:
    (data,) = re.findall(
        r'<script type="application/json" id="data">(.*?)</script>', made.read_text("utf-8"), re.S
    )
    assert not re.search(r"[<>&\u2028\u2029]", data)
    read = json.loads(data)
    assert read["lanes"][0] == f"lane {escape(BAD)}"


def test_a_hostile_app_is_traced_to_a_harmless_page(chrome: Browser, tmp_path: Path) -> None:
    name = "a <b>'&.py"
    path = tmp_path / "project"
    path.mkdir()
    (path / name).write_text(
        "from flask import Flask, g\n"
        f"app = Flask('<i>app</i>')\n"
        "@app.get('/<path:name>')\n"
        "def view(name):\n"
        f"    g.bad = {BAD!r}  # </script><!--\n"
        f"    raise ValueError({BAD!r})\n",
        "utf-8",
    )
    made = Folder(path).page(name, "/<script>x</script>", code=1)
    with chromium_page(chrome) as watched:
        at = watched.page
        at.goto(made.as_uri())
        expect(at.get_by_role("region", name="Code")).to_contain_text("# </script><!--")
        for _ in range(int(at.get_by_role("slider").get_attribute("max") or "0")):
            at.keyboard.press("ArrowRight")
        assert at.title() != "ran"
        assert watched.complaints == []
        assert watched.requests == [made.as_uri()]
        assert not unsafe_in(at.locator("body").inner_text())
