"""The pages of what the program says: the help of its commands, and the causes that it knows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from flasktutor import causes, datafiles, language
from flasktutor.causes import Explanation, clashes, store
from flasktutor.causes.system import System
from tests.cli import tree
from tests.site.markdown import fenced, plain
from tests.site.words import word

SYSTEM = System()


def write_commands(folder: Path) -> None:
    """Write what `--help` says of each command, as the program says it."""
    names = ["", *(name for name, _command in tree.commands())]
    head = f"# {word('commands')}\n\n{word('commands_intro')}\n"
    (folder / "commands.md").write_text("\n".join([head, *map(_command, names)]), "utf-8")


def _command(name: str) -> str:
    typed = f"flasktutor {name}".strip()
    return f"## `{typed}`\n\n{fenced(_help(*name.split()))}"


def _help(*command: str) -> str:
    program = [sys.executable, "-m", "flasktutor", "--lang", language.current()]
    done = subprocess.run(
        [*program, *command, "--help"], capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout


def write_causes(folder: Path) -> list[str]:
    """Write a page for each file of what is known, and one for the clashes; their names."""
    folder.mkdir()
    of_files = {path.stem.partition("_")[2]: [*datafiles.read(path)] for path in store.files()}
    pages = {**{name: ids for name, ids in of_files.items() if ids}, "clashes": [*clashes.known()]}
    for name, ids in pages.items():
        title = f"# {word('causes')}: {name.replace('_', ' ')}\n"
        (folder / f"{name}.md").write_text("\n".join([title, *map(_cause, ids)]), "utf-8")
    index = [f"# {word('causes')}\n\n{word('causes_intro')}\n"]
    for name, ids in pages.items():
        index += [f"## [{name.replace('_', ' ')}]({name}.md)\n"]
        index += [f"- [`{one}`]({name}.md#{one})" for one in ids] + [""]
    (folder / "index.md").write_text("\n".join(index), "utf-8")
    return ["index.md", *(f"{name}.md" for name in pages)]


def _cause(cause_id: str) -> str:
    told = causes.article(cause_id, SYSTEM)
    return "\n".join(_article(cause_id, causes.cause(cause_id).example, told))


def _article(cause_id: str, example: str, told: Explanation) -> Iterator[str]:
    yield f"## {plain(told.means)} {{ #{cause_id} }}\n\n`{cause_id}`\n"
    if example:
        yield f"{word('example')}\n\n{fenced(example)}"
    yield f"{plain(told.why)}\n"
    for fix in told.fixes:
        yield f"**{word('repair')}:** {plain(fix.say)}\n"
        if fix.commands:
            yield fenced(SYSTEM.joined(fix.commands), "sh")
        if fix.code:
            yield fenced(fix.code, "python")
    if told.confirm:
        yield f"**{word('confirm')}:** {plain(told.confirm.say)}\n"
        if told.confirm.commands:
            yield fenced(SYSTEM.joined(told.confirm.commands), "sh")
    if told.lesson:
        yield f"[{word('lessons')}: `{told.lesson}`](../lessons/{told.lesson}.md)\n"
    if told.link:
        yield f"[{word('read_on')}]({told.link})\n"
