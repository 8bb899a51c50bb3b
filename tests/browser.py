"""A real browser to look at pages with: the system's Chromium; without it tests say so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass
class Watched:
    """A page in a window."""

    page: Page


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
def chromium_page(opened: Browser, **more: Any) -> Iterator[Watched]:
    """An empty page in a window of its own; `more` goes to playwright."""
    context = opened.new_context(**more)
    try:
        yield Watched(context.new_page())
    finally:
        context.close()
