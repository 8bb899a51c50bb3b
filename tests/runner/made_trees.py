"""Folders as snippets can leave them behind."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

if sys.platform == "win32":
    raise ImportError("its trees need what only other systems have in folders")

#: Opens what may not be read.
_BY_NAME_ALONE = getattr(os, "O_PATH", os.O_RDONLY)


def deep(folder: Path) -> None:
    before = Path.cwd()
    os.chdir(folder)
    for _ in range(5000):
        Path("backup").mkdir()
        os.chdir("backup")
    os.chdir(before)


def long_names_without_rights(folder: Path) -> None:
    before = Path.cwd()
    os.chdir(folder)
    for _ in range(30):
        Path("x" * 255).mkdir()
        os.chdir("x" * 255)
    for _ in range(30):
        place = os.open("..", _BY_NAME_ALONE)
        Path().chmod(0)
        os.fchdir(place)
        os.close(place)
    os.chdir(before)


def many_in_one(folder: Path) -> None:
    for number in range(300):
        (folder / f"folder{number}").mkdir()
        (folder / f"folder{number}" / "file").touch()
        (folder / f"file{number}").touch(0)


def links(folder: Path) -> None:
    (folder / "one").symlink_to("two")
    (folder / "two").symlink_to("one")
    (folder / "self").symlink_to(".")
    (folder / "inner").mkdir()
    (folder / "inner" / "up").symlink_to("..")
    (folder / "outside").symlink_to(folder.parent / "kept")


def sockets_and_pipes(folder: Path) -> None:
    os.mkfifo(folder / "pipe", 0)
    before = Path.cwd()
    os.chdir(folder)
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind("socket")
    os.chdir(before)


def without_rights(folder: Path) -> None:
    inner = folder / "a" / "b" / "c"
    inner.mkdir(parents=True)
    (inner / "file").touch(0)
    for place in (inner, inner.parent, inner.parent.parent, folder):
        place.chmod(0)


TREES = (deep, long_names_without_rights, many_in_one, links, sockets_and_pipes,
         without_rights)  # fmt: skip
