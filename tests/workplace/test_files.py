"""What lies at a path in the learner's folder, whatever it is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from flasktutor.conditions.looks import FileLook, FileSeen
from flasktutor.workplace import files


def seen(folder: Path, *paths: str) -> FileSeen:
    return files.look(FileLook(paths=paths or ("app.py",)), folder)


@pytest.mark.parametrize(
    "data", [b"x = 'e'\n", b"\xef\xbb\xbfx = 'e'\n", b"x = 'e'\r\n"], ids=["plain", "bom", "crlf"]
)
def test_a_text_is_read_as_editors_write_it(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "app.py").write_bytes(data)
    assert seen(tmp_path) == FileSeen(path="app.py", state="there", text="x = 'e'\n")


def test_the_first_path_with_something_counts(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/__init__.py").write_text("x")
    assert seen(tmp_path, "shop.py", "shop/__init__.py").path == "shop/__init__.py"
    assert seen(tmp_path, "a.py", "b.py") == FileSeen(path="a.py")
    assert seen(tmp_path, "shop").state == "folder"


def test_what_powershell_writes_for_pip_is_read(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_bytes("Flask==3.1.3\n".encode("utf-16"))
    assert seen(tmp_path, "requirements.txt").text == "Flask==3.1.3\n"


def _fifo(path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("needs named pipes")
    os.mkfifo(path)


def _link_to_nothing(path: Path) -> None:
    path.symlink_to("gone.py")


def _link_in_a_circle(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: path.write_bytes(b"x = '\xe9'"), "it is no text in UTF-8"),
        (lambda path: path.write_bytes("x".encode("utf-16")), "it is no text in UTF-8"),
        (lambda path: path.write_bytes(b"#" * (files.LARGEST + 1)), "it is larger than 1 MiB"),
        (_fifo, "it is no ordinary file"),
        (_link_to_nothing, "it is a link to nothing"),
        (_link_in_a_circle, "Too many levels of symbolic links"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, make: object, why: str) -> None:
    assert callable(make)
    make(tmp_path / "app.py")
    assert seen(tmp_path) == FileSeen(path="app.py", state="unreadable", why=why)


def test_a_file_without_rights_is_unreadable(tmp_path: Path) -> None:
    if sys.platform == "win32" or os.geteuid() == 0:
        pytest.skip("root may read everything")
    (tmp_path / "app.py").touch(0o000)
    assert seen(tmp_path).state == "unreadable"


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_text("x")
    (tmp_path / "app.py").symlink_to("real.py")
    assert seen(tmp_path).text == "x"


def test_capitals_count_also_where_the_system_does_not_care(tmp_path: Path) -> None:
    (tmp_path / "App.py").write_text("x")
    assert seen(tmp_path).state == "missing"
    # As a system answers that takes both for one: only the listing tells the name.
    assert not files._so_written(tmp_path, "app.py")
    assert files._so_written(tmp_path, "App.py")


@pytest.mark.parametrize("path", ["a" * 300 + ".py", "app.py/inside.py", "gone/app.py"])
def test_what_no_file_can_be_is_missing(tmp_path: Path, path: str) -> None:
    (tmp_path / "app.py").write_text("x")
    assert seen(tmp_path, path).state == "missing"


def test_a_folder_that_is_gone_holds_nothing(tmp_path: Path) -> None:
    assert seen(tmp_path / "gone").state == "missing"
