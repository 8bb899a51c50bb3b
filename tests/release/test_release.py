"""A release: its notes from fragments, its version from the tag, its files whole, as published."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.checkout import ROOT, fresh_copy
from tests.release import contents, plan

FRAGMENTS = sorted((ROOT / "changes").glob("*.*.md"))


def _ran(*command: str, folder: Path, **more: str) -> str:
    """What a command printed in that folder. It has to end with 0."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **more},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def test_every_fragment_is_told_of_once_under_its_kind() -> None:
    told = plan.notes("99.0.0")
    assert told.startswith("## 99.0.0 (")
    for fragment in FRAGMENTS:
        lines = fragment.read_text("utf-8").strip().replace("\n", "\n  ")
        assert told.count(f"\n- {lines}") == 1, fragment.name
        kind = fragment.suffixes[-2][1:]
        under = re.findall(r"^([A-Z]\w+)$", told.partition(f"\n- {lines}")[0], re.M)[-1]
        assert under.lower() == kind, fragment.name


def test_a_version_is_hindered_by_what_is_released_already() -> None:
    last = str(plan.released())
    assert any("already" in one for one in plan.obstacles(last, "- new"))
    assert any("nothing would be new" in one for one in plan.obstacles(plan.proposed(), ""))
    assert any("no version" in one for one in plan.obstacles("next", "- new"))
    assert any("does not point" in one for one in plan.obstacles_of_tag("v99.0.0"))


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository of this project's files, with one commit and no tag."""
    copy = fresh_copy(tmp_path / "clone")
    _git(copy, "init", "--quiet", "--initial-branch", "main")
    _commit(copy)
    return copy


def _git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Ayu", "-c", "user.email=ayu@example.org")
    return _ran("git", *who, *arguments, folder=folder)


def _commit(folder: Path) -> None:
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", "All of it")


def _version(folder: Path, **more: str) -> str:
    return _ran(sys.executable, "-m", "hatchling", "version", folder=folder, **more)


def test_the_version_comes_from_the_tag(clone: Path) -> None:
    assert _version(clone).startswith("0.0.1.dev1+g")
    _git(clone, "tag", "v7.8.9")
    assert _version(clone) == "7.8.9"
    (clone / "README.md").write_text("changed", "utf-8")
    assert _version(clone).startswith("7.8.10.dev0+g")


def test_without_git_there_is_a_version_too(clone: Path, tmp_path: Path) -> None:
    assert _version(clone, PATH=str(tmp_path)) == "0.0.0"
    assert _version(fresh_copy(tmp_path / "unpacked")) == "0.0.0"
    said = _ran(sys.executable, "-m", "flasktutor", "--version", folder=tmp_path / "unpacked")
    assert said == "flasktutor 0.0.0"


def test_the_index_gets_a_readme_that_stands_alone(clone: Path) -> None:
    alone = _ran(sys.executable, "-m", "hatchling", "metadata", "readme", folder=clone)
    screen = (ROOT / "docs" / "pictures" / "lesson.txt").read_text("utf-8").rstrip()
    assert screen in alone
    assert "First steps (`docs/first-steps.md`)" in alone
    assert not re.search(r"\]\((?!https?:|#)", alone)


def test_with_an_address_the_readme_leads_there(clone: Path) -> None:
    project = clone / "pyproject.toml"
    commented = '# [project.urls]\n# Source = "…"\n'
    text = project.read_text("utf-8")
    assert commented in text
    address = "https://example.org/flasktutor"
    project.write_text(text.replace(commented, f'[project.urls]\nSource = "{address}"\n'), "utf-8")
    _commit(clone)
    _git(clone, "tag", "v7.8.9")
    alone = _ran(sys.executable, "-m", "hatchling", "metadata", "readme", folder=clone)
    assert f"({address}/raw/v7.8.9/docs/pictures/lesson.svg)" in alone
    assert f"[First steps]({address}/blob/v7.8.9/docs/first-steps.md)" in alone


@pytest.mark.slow
def test_a_release_is_made_by_the_commands_that_are_named(clone: Path) -> None:
    told = _ran(sys.executable, "-m", "tests.release", folder=clone)
    assert "Stands in the way: nothing" in told
    assert "Flaws of what would be published: nothing" in told
    steps = re.findall(r"^  (towncrier .*|git commit .*|git tag .*)$", told, re.M)
    assert len(steps) == 3
    who = {f"GIT_{role}_{what}": "ayu@example.org" for role in ("AUTHOR", "COMMITTER")
           for what in ("NAME", "EMAIL")}  # fmt: skip
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    for step in steps:
        _ran("bash", "-ec", step, folder=clone, PATH=path, **who)
    assert f"## {plan.proposed()} (" in (clone / "CHANGELOG.md").read_text("utf-8")
    tag = f"v{plan.proposed()}"
    tagged = ("--tagged", tag, "--out", "dist")
    _ran(sys.executable, "-m", "tests.release", *tagged, folder=clone)
    (wheel,), (sdist,) = clone.glob("dist/*.whl"), clone.glob("dist/*.tar.gz")
    assert contents.metadata(wheel)["Version"] == plan.proposed()

    _tampered(wheel)
    found = list(contents.flaws(fresh_copy(clone.parent / "source"), wheel, sdist, "1.2.3"))
    for flaw in ("flasktutor/py.typed is missing", "secret.txt does not belong", "calls itself"):
        assert any(flaw in one for one in found), found


def _tampered(wheel: Path) -> None:
    """Take a file out of it, and put in one that does not belong there."""
    with zipfile.ZipFile(wheel) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    del kept["flasktutor/py.typed"]
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, data in {**kept, "flasktutor/secret.txt": b"x"}.items():
            archive.writestr(name, data)
