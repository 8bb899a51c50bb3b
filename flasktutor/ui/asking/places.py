"""Owns asking where the learner works: a folder for a lesson, and where its environment lies."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from flasktutor.language import _, ngettext, reason
from flasktutor.ui.protocol.blocks import MOVES, Ask, Block, Command, Note, Paste, Typed
from flasktutor.workplace import place
from flasktutor.workplace.place import Workplace

if TYPE_CHECKING:
    from flasktutor.ui.asking.sitting import Sitting

LEAVING = (Command.SKIP, *MOVES)
THERE = ("empty", "filled", "unreadable", "unwritable")
"""The states of a folder that is still there."""
NAMED = 3
"""How many of a folder's entries remind of what it is."""


def kept(sitting: Sitting) -> Workplace | None:
    """Where this lesson was worked on last."""
    return place.of(sitting.player.progress, str(sitting.player.item.lesson.lesson))


def asked(sitting: Sitting) -> Workplace | Command:
    """The place that the learner names, where none is known or the one of before is gone."""
    before = kept(sitting)
    sitting.show(gone(before) if before else Note(_about()))
    first = sitting.player.is_first
    keys = tuple(key for key in LEAVING if not (first and key is Command.BACK))
    folder = _folder(sitting, before.folder if before else _proposed(sitting), keys)
    if isinstance(folder, Command):
        return folder
    return _keep(sitting, Workplace(folder, before.environment if before else None))


def moved(sitting: Sitting, now: Workplace) -> Workplace | Command:
    """The place that the learner names instead of the one of now."""
    folder = _folder(sitting, now.folder, MOVES)
    if isinstance(folder, Command):
        return folder
    environment = _environment(sitting)
    if isinstance(environment, Command):
        return environment
    return _keep(sitting, Workplace(folder, environment))


def gone(before: Workplace) -> Note:
    """That a folder is not where it was."""
    text = _("`{folder}` is not there any more. If you have moved it, name its new place.")
    return Note(text.format(folder=written(before.folder)), "bad")


def is_there(before: Workplace) -> bool:
    """Whether the folder is where it was."""
    return place.state(before.folder) in THERE


def written(folder: Path) -> str:
    """A path as it is typed in a shell, from the home folder on where shells know a sign for it."""
    home = _home()
    if home is None or os.name == "nt" or home == Path(home.anchor) or home not in folder.parents:
        return str(folder)
    return f"~/{folder.relative_to(home)}"


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:
        return None


def _about() -> str:
    return _(
        "This is done on your own machine, in a folder of yours: flasktutor only looks at what is "
        "so there. It writes nothing into it unless you ask for that."
    )


def _keep(sitting: Sitting, chosen: Workplace) -> Workplace:
    place.keep(sitting.player.progress, str(sitting.player.item.lesson.lesson), chosen)
    return chosen


def _proposed(sitting: Sitting) -> Path:
    home = _home()
    if home is None:
        text = _("You have no home folder here: name a folder where you may write.")
        sitting.show(Note(text, "bad"))
    return place.proposed(sitting.player.item.lesson, home or Path.cwd())


def _folder(sitting: Sitting, proposal: Path, keys: tuple[Command, ...]) -> Path | Command:
    sitting.show(Paste((written(proposal),), _("A folder for this lesson")))
    prompt = _("Enter takes it, or type another:")
    return _typed(sitting, prompt, keys, lambda text: _usable(sitting, _path(text) or proposal))


def _environment(sitting: Sitting) -> Path | None | Command:
    """An environment elsewhere; None for the one that lies in the folder."""
    prompt = _("Your environment: Enter if it lies in the folder, or its path:")
    found: list[Path | None] = []

    def usable(text: str) -> Path | None:
        path = _path(text)
        if path is None or _holds_python(path):
            found.append(path)
            return path or Path()
        told = _("`{path}` is no environment: there is no Python in it.")
        sitting.show(Note(told.format(path=written(path)), "bad"))
        return None

    reply = _typed(sitting, prompt, MOVES, usable)
    return reply if isinstance(reply, Command) else found[-1]


def _typed(
    sitting: Sitting,
    prompt: str,
    keys: tuple[Command, ...],
    usable: Callable[[str], Path | None],
) -> Path | Command:
    """Ask until what is typed is usable, or a key leaves."""
    while True:
        reply = sitting.ask(Ask(prompt=prompt, keys=keys), aside=True)
        if isinstance(reply, Command):
            return reply
        path = usable(cast(Typed, reply).text)
        if path is not None:
            return path


def _path(text: str) -> Path | None:
    """The path that was typed or dropped onto the terminal; None for an empty line."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    if os.name != "nt":
        text = text.replace("\\ ", " ")
    path = Path(text.replace("\0", ""))
    with contextlib.suppress(RuntimeError):  # `~somebody` whom nobody knows is a name like any
        path = path.expanduser()
    return path.absolute() if text else None


def _usable(sitting: Sitting, folder: Path) -> Path | None:
    """The folder, made where it is missing; None, and why, where it cannot be worked in."""
    state, name = place.state(folder), written(folder)
    if state == "filled":
        text = _("There is something in `{folder}` already: {names}.")
        sitting.show(Note(text.format(folder=name, names=_entries(folder))))
        return folder if sitting.screen.confirm(_("Work there?"), default=False) else None
    if state == "missing":
        wanted = sitting.screen.confirm(_("This folder is not there yet. Make it?"), default=True)
        return folder if wanted and _made(sitting, folder) else None
    if state == "empty":
        return folder
    texts = {
        "unreadable": _("You may not look into `{folder}`. Name another folder."),
        "unwritable": _("You may not write in `{folder}`. Name another folder."),
        "no-folder": _("`{folder}` is a file, or leads through one. Name a folder."),
    }
    sitting.show(Note(texts[state].format(folder=name), "bad"))
    return None


def _made(sitting: Sitting, folder: Path) -> bool:
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        sitting.show(_failed(folder, reason(error)))
        return False
    return True


def _failed(folder: Path, why: str) -> Block:
    text = _("The folder `{folder}` cannot be made: {why}")
    return Note(text.format(folder=written(folder), why=why), "bad")


def _entries(folder: Path) -> str:
    try:
        names = sorted(each.name for each in folder.iterdir())
    except OSError:
        return "…"
    more = len(names) - NAMED
    told = ", ".join(f"`{name}`" for name in names[:NAMED])
    if more > 0:
        told += ngettext(" and {n} more", " and {n} more", more).format(n=more)
    return told


def _holds_python(folder: Path) -> bool:
    names = ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe")
    with contextlib.suppress(OSError):  # a name that is too long, a folder nobody may look into
        return any((folder / name).exists() for name in names)
    return False
