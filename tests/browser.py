"""A real browser to look at pages with: the system's Chromium; without it tests say so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

CONTRASTS = """
() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const rgba = (text) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((one) => one / 255).map(
      (one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  // The grounds that a text may stand on: what lies behind it at its place, from the top down.
  const ground = (element, box) => {
    const [x, y] = [box.left + Math.min(box.width / 2, 4), box.top + box.height / 2];
    const behind = document.elementsFromPoint(x, y);
    const from = Math.max(behind.findIndex((one) => one === element || one.contains(element)), 0);
    for (const one of [element, ...behind.slice(from)]) {
      const colour = rgba(getComputedStyle(one).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return rgba("Canvas");
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const [text, element] = [walker.currentNode, walker.currentNode.parentElement];
    if (!text.data.trim() || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(element.tagName)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const isSeen = element.checkVisibility({checkVisibilityCSS: true});
    if (!isSeen || !range.getClientRects().length) continue;
    element.scrollIntoView({block: "center", behavior: "instant"});
    const box = range.getClientRects()[0];
    for (const pseudo of [null, "::before", "::marker"]) {
      const style = getComputedStyle(element, pseudo);
      if (pseudo === "::before" && ["none", "normal"].includes(style.content)) continue;
      const list = getComputedStyle(element);
      const isMarked = list.display === "list-item" && list.listStyleType !== "none";
      if (pseudo === "::marker" && !isMarked) continue;
      const value = ratio(rgba(style.color), ground(element, box));
      const where = element.tagName.toLowerCase() + (pseudo || "");
      found.push([value, `${where}: ${text.data.trim().slice(0, 40)}`]);
    }
  }
  return found.sort((one, other) => one[0] - other[0]);
}
"""
"""The contrast of each text that is seen with the ground that it stands on, the least one first."""


@dataclass
class Watched:
    """A page, and what its browser complained of or asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def contrasts(self) -> list[tuple[float, str]]:
        """The contrast of each text that is seen, the least one first."""
        found = self.page.evaluate(CONTRASTS)
        return [(value, where) for value, where in found]

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(wide))


def chromium() -> str:
    """Where Chromium is; skips the test where it is not."""
    named = os.environ.get("FLASKTUTOR_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("there is no Chromium on this machine (on Debian: apt-get install chromium)")
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium without a window, ended at the end."""
    path = chromium()
    # As root it refuses to start in its sandbox.
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as started:
        opened = started.chromium.launch(
            executable_path=path, args=["--no-sandbox"] if is_root else []
        )
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def chromium_page(
    opened: Browser,
    *,
    width: int = 1280,
    height: int = 800,
    scheme: Literal["light", "dark"] = "light",
    **more: Any,
) -> Iterator[Watched]:
    """An empty page in a window of that size, watched; `more` goes to playwright."""
    context = opened.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, **more
    )
    try:
        watched = Watched(context.new_page())
        watched.page.on("console", lambda said: watched.complaints.append(said.text))
        watched.page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        watched.page.on("request", lambda asked: watched.requests.append(asked.url))
        yield watched
    finally:
        context.close()
