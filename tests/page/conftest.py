"""Pages made by the real command, and one browser for all tests of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import Watched, browser, chromium_page
from tests.page.apps import APP, ASKED, SUITE
from tests.process import environment


@dataclass(frozen=True)
class Folder:
    """A learner's project, in which `flasktutor trace` is called."""

    path: Path

    def page(self, *arguments: str, code: int = 0, language: str = "en") -> Path:
        """The page of a trace, made in this folder."""
        at = self.path / "page.html"
        before = [
            sys.executable,
            "-m",
            "flasktutor",
            "--lang",
            language,
            "trace",
            "--html",
            str(at),
        ]
        done = subprocess.run(
            [*before, *arguments],
            cwd=self.path,
            env=environment(self.path.parent / "home"),
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return at


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """One browser for a file's tests: an event loop runs as long as it is there.

    Other files' tests begin one of their own.
    """
    with browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A project with an app and its tests."""
    path = tmp_path_factory.mktemp("pages") / "project"
    path.mkdir()
    (path / "app.py").write_text(APP, "utf-8")
    (path / "test_app.py").write_text(SUITE, "utf-8")
    return Folder(path)


@pytest.fixture(scope="session")
def made(folder: Folder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of three requests: threads, a finding, an error."""
    return _kept(folder.page(*ASKED, code=1), tmp_path_factory)


@pytest.fixture(scope="session")
def suite(folder: Folder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a suite, two of whose three tests fail."""
    command = ("--all", "--", sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    return _kept(folder.page(*command, code=1), tmp_path_factory)


def _kept(page: Path, factory: pytest.TempPathFactory) -> Path:
    return page.rename(factory.mktemp("made") / "page.html")


@pytest.fixture
def opened(chrome: Browser, made: Path) -> Iterator[Watched]:
    """The page of three requests, open; in the end nobody has complained or asked for more."""
    with chromium_page(chrome) as watched:
        watched.page.goto(made.as_uri())
        yield watched
        assert watched.complaints == []
        assert watched.requests == [made.as_uri()]
