"""Owns looking at files of the learner's: what lies at a path, and the text in it."""

from __future__ import annotations

import codecs
import errno
import os
import stat
import unicodedata
from pathlib import Path

from flasktutor.conditions.looks import FileLook, FileSeen
from flasktutor.language import _, reason

LARGEST = 1024 * 1024
"""Bytes of a file that is read; nobody writes so much by hand."""
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def look(wish: FileLook, folder: Path) -> FileSeen:
    """What lies at the first of the paths at which there is something."""
    for path in wish.paths:
        seen = _seen(path, folder)
        if seen.state != "missing":
            return seen
    return FileSeen(path=wish.paths[0])


def _seen(path: str, folder: Path) -> FileSeen:
    whole = folder / path
    try:
        os.lstat(whole)
        if not _so_written(folder, path):
            return FileSeen(path=path)
        if whole.is_dir():
            return FileSeen(path=path, state="folder")
        text = _text(whole)
    except (FileNotFoundError, NotADirectoryError) as error:
        if whole.is_symlink():
            return _unreadable(path, _("it is a link to nothing"))
        del error
        return FileSeen(path=path)
    except _Unreadable as error:
        return _unreadable(path, str(error))
    except UnicodeDecodeError:
        return _unreadable(path, _("it is no text in UTF-8"))
    except OSError as error:
        if error.errno in (errno.ENAMETOOLONG, errno.EINVAL):
            return FileSeen(path=path)
        return _unreadable(path, reason(error))
    return FileSeen(path=path, state="there", text=text)


class _Unreadable(Exception):  # noqa: N818  # a finding, in the learner's words
    pass


def _unreadable(path: str, why: str) -> FileSeen:
    return FileSeen(path=path, state="unreadable", why=why)


def _so_written(folder: Path, path: str) -> bool:
    """Whether it is called that, in capitals or not, where the system itself does not care."""
    place = folder
    for part in path.split("/"):
        try:
            names = os.listdir(place)  # noqa: PTH208  # names alone, of a folder that may be large
        except OSError:  # one may pass through, and not look
            return True
        if part not in names and _composed(part) not in map(_composed, names):
            return False
        place = place / part
    return True


def _composed(name: str) -> str:
    # macOS takes letters with their accents in one piece and in two for the same.
    return unicodedata.normalize("NFC", name)


def _text(path: Path) -> str:
    # Without waiting: nobody may be writing into a pipe.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise _Unreadable(_("it is no ordinary file"))
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise _Unreadable(_("it is larger than 1 MiB"))
    if path.suffix != ".py" and data.startswith(_UTF_16):
        # What PowerShell's `>` writes, and pip reads.
        return data.decode("utf-16")
    return data.decode("utf-8-sig").replace("\r\n", "\n")
