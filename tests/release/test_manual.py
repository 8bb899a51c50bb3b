"""The manual pages: one for each command in each language, and the formatter has no complaint."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.cli import tree


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Written as a build does, in a process of their own: click keeps what others made of it."""
    folder = tmp_path_factory.mktemp("man")
    write = "import pathlib, sys, hatch_manual; hatch_manual.write(pathlib.Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", write, str(folder)], cwd=ROOT, check=True)
    return folder


def _shown(page: Path) -> str:
    """The page as `man` shows it; any warning of the formatter is a failure."""
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("there is no groff on this machine (on Debian: apt-get install groff)")
    done = subprocess.run(
        [groff, "-man", "-K", "utf8", "-T", "utf8", "-ww", "-P-cbou", str(page)],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert not done.stderr, done.stderr
    # The formatter breaks lines and writes its own hyphen.
    return re.sub(r"\s+", " ", done.stdout.replace("\u2010", "-"))


@pytest.mark.parametrize("below", ["man1", "id/man1"])
def test_every_command_has_its_page_with_all_its_options(pages: Path, below: str) -> None:
    for name, command in tree.commands():
        shown = _shown(pages / below / f"flasktutor-{name.replace(' ', '-')}.1")
        assert f"flasktutor {name}" in shown
        for option in tree.options(command):
            spelled = ", ".join([*option.opts, *option.secondary_opts])
            assert all(one in shown for one in spelled.split(", ")), (name, spelled)
        assert "-h, --help" in shown
    assert "flasktutor-check-install(1)" in _shown(pages / below / "flasktutor.1")


def test_examples_keep_their_lines_and_pages_speak_their_language(pages: Path) -> None:
    examples = "\n  flasktutor trace app.py \\-\\-serve\n  flasktutor trace \\-\\- pytest"
    assert examples in (pages / "man1" / "flasktutor-trace.1").read_text("utf-8")
    assert "Tampilkan pesan ini" in (pages / "id" / "man1" / "flasktutor-trace.1").read_text(
        "utf-8"
    )
