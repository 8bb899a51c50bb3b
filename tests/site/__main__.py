"""Builds the documentation as a site: `python -m tests.site [FOLDER]` (`build/site` unless given).

English has all of README, docs/ and CONTRIBUTING; both languages have what the program and its
lessons say in both: lessons with their runs to go through, commands, causes. Each link and each
heading that is linked to is looked up: where one is missing, it ends with 1. It needs the extra
`docs`.
"""

from __future__ import annotations

import logging
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config

from flasktutor import language
from flasktutor.runner.runner import Runner
from tests.checkout import ROOT
from tests.site import lessons, told
from tests.site.markdown import fenced
from tests.site.words import word

LOOK = Path(__file__).with_name("mkdocs.yml")
PROJECT = ("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "CODE_OF_CONDUCT.md")
Nav = list[dict[str, Any]]


def main(arguments: list[str]) -> int:
    """Build both languages."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    site = Path(arguments[0] if arguments else ROOT / "build" / "site").resolve()
    with tempfile.TemporaryDirectory(prefix="flasktutor-site-") as folder, Runner() as runner:
        for code, at in (("en", site), ("id", site / "id")):
            language.use(code)
            pages = Path(folder, code)
            _build(pages, _write(pages, runner), at)
    print(site / "index.html")
    return 0


def _write(pages: Path, runner: Runner) -> Nav:
    """Write the pages in the language in use into a folder; how they are listed."""
    (pages / "lessons").mkdir(parents=True)
    of_lessons = lessons.write(pages / "lessons", runner)
    told.write_commands(pages)
    of_causes = told.write_causes(pages / "causes")
    nav: Nav = [
        {word("lessons"): [f"lessons/{name}" for name in of_lessons]},
        {word("commands"): "commands.md"},
        {word("causes"): [f"causes/{name}" for name in of_causes]},
    ]
    if language.current() != language.SOURCE_LANGUAGE:
        (pages / "index.md").write_text(_home(), "utf-8")
        return [{word("home"): "index.md"}, *nav]
    _copy(pages)
    return [{word("home"): "README.md"}, *_sections(), *nav, {word("project"): list(PROJECT)}]


def _copy(pages: Path) -> None:
    """The documents, in the folders in which they link to each other."""
    shutil.copytree(ROOT / "docs", pages / "docs")
    for name in ("README.md", "LICENSE", *PROJECT):
        shutil.copy(ROOT / name, pages)


def _sections() -> Nav:
    """The documents as docs/README.md lists them."""
    text = (ROOT / "docs" / "README.md").read_text("utf-8")
    nav: Nav = [{"Documentation": "docs/README.md"}]
    for title, listed in re.findall(r"^## ([\w-]+)[^\n]*\n(.*?)(?=^## |\Z)", text, re.M | re.S):
        found = re.findall(r"^- \[(.+)\]\(([\w-]+\.md)\)", listed, re.M)
        nav.append({title: [{name.replace("`", ""): f"docs/{page}"} for name, page in found]})
    return nav


def _home() -> str:
    """The first page where README is not translated."""
    start = (
        "python3 -m venv .venv && .venv/bin/pip install . && "
        f".venv/bin/flasktutor --lang {language.current()} start"
    )
    listed = [("lessons", "lessons/index.md"), ("commands", "commands.md"),
              ("causes", "causes/index.md")]  # fmt: skip
    links = "\n".join(f"- [{word(name)}]({page})" for name, page in listed)
    parts = ("# flasktutor", word("intro"), f"## {word('begin')}", fenced(start, "sh"), links,
             word("english"))  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _build(pages: Path, nav: Nav, site: Path) -> None:
    """Let the generator make the site of these pages. Raises where a link leads nowhere."""
    config = load_config(str(LOOK), nav=nav, docs_dir=str(pages), site_dir=str(site))
    config.theme["language"] = language.current()
    if language.current() != language.SOURCE_LANGUAGE:
        for one in config.extra["alternate"]:
            one["link"] = f"../{one['link']}"
    build(config)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
