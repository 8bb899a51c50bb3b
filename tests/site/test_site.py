"""The site in Chromium: whole, narrow and wide, searched, in both languages."""

from __future__ import annotations

import functools
import subprocess
import sys
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser import browser, chromium_page
from tests.checkout import ROOT

pytest.importorskip("mkdocs", reason="the extra `docs` is not installed")
pytestmark = pytest.mark.slow

PAGES = (
    "index.html",
    "docs/reference.html",
    "docs/clashes.html",
    "docs/comparison.html",
    "docs/for-teachers.html",
    "CONTRIBUTING.html",
    "docs/reports.html",
    "lessons/index.html",
    "lessons/contexts.html",
    "causes/contexts_use.html",
    "commands.html",
    "id/index.html",
    "id/lessons/contexts.html",
    "id/causes/contexts_use.html",
    "id/commands.html",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "site"
    done = subprocess.run(
        [sys.executable, "-m", "tests.site", str(folder)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where the site is served."""
    handler = functools.partial(Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_told: object) -> None:
        pass


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


class Links(HTMLParser):
    """What a page links to or loads, and the names in it that can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.loaded: list[str] = []
        self.names = {"", "__top"}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.names |= {has[name] for name in ("id", "name") if name in has}
        loads = has.get("src") or (has.get("href") if tag == "link" else None)
        if tag == "a" and "href" in has:
            self.targets.append(has["href"])
        elif loads and has.get("rel") not in ("next", "prev", "canonical"):
            self.loaded.append(loads)


def test_every_link_leads_somewhere_and_nothing_comes_from_elsewhere(site: Path) -> None:
    read = {path: Links(path.read_text("utf-8")) for path in site.rglob("*.html")}
    assert len(read) > 100
    for page, links in read.items():
        if page.name == "404.html":  # its links begin at the root of a server
            continue
        assert not [one for one in links.loaded if urlsplit(one).netloc], page
        for target in links.targets:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert file.is_file(), f"{page.relative_to(site)} links to {target}"
            if file in read and parts.fragment:
                named = unquote(parts.fragment)
                assert named in read[file].names, f"{page.relative_to(site)} links to {target}"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_its_window(address: str, chrome: Browser, name: str, width: int) -> None:
    with chromium_page(chrome, width=width) as watched:
        watched.page.goto(address + name)
        watched.page.wait_for_load_state("networkidle")
        assert watched.overflow() <= 0
        assert not watched.complaints
        assert all(url.startswith((address, "data:", "blob:")) for url in watched.requests)
        told = watched.page.evaluate("document.documentElement.lang")
        assert told == ("id" if name.startswith("id/") else "en")
        assert watched.page.get_by_role("heading", level=1).is_visible()


@pytest.mark.parametrize(("start", "other"), [("index.html", "id"), ("id/index.html", "en")])
def test_the_other_language_is_a_click_away(
    address: str, chrome: Browser, start: str, other: str
) -> None:
    with chromium_page(chrome) as watched:
        watched.page.goto(address + start)
        watched.page.get_by_role("button", name="language").or_(
            watched.page.get_by_role("button", name="bahasa")
        ).first.hover()
        watched.page.locator(f"a.md-select__link[hreflang={other}]").click()
        watched.page.wait_for_function(f"document.documentElement.lang === '{other}'")


@pytest.mark.parametrize("start", ["index.html", "id/index.html"])
def test_it_can_be_searched(address: str, chrome: Browser, start: str) -> None:
    with chromium_page(chrome) as watched:
        watched.page.goto(address + start)
        watched.page.wait_for_load_state("networkidle")
        watched.page.locator("input.md-search__input").click()
        watched.page.locator("input.md-search__input").press_sequentially("teardown")
        first = watched.page.locator(".md-search-result__item").first
        first.wait_for(timeout=20_000)
        assert "teardown" in first.inner_text().lower()


@pytest.mark.parametrize("start", ["lessons/contexts.html", "id/lessons/contexts.html"])
def test_a_run_of_a_lesson_is_gone_through(address: str, chrome: Browser, start: str) -> None:
    with chromium_page(chrome) as watched:
        watched.page.goto(address + start)
        watched.page.locator("a.md-button").first.click()
        watched.page.wait_for_load_state()
        before = watched.page.locator("body").inner_text()
        watched.page.keyboard.press("ArrowRight")
        watched.page.wait_for_function("before => document.body.innerText !== before", arg=before)
        assert not watched.complaints
