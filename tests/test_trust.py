"""Code from elsewhere runs only after consent, and consent is for that content alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from flasktutor import trust
from flasktutor.paths import own_lessons


class Kept:
    """Agreements in memory alone."""

    def __init__(self) -> None:
        self.digests: set[str] = set()

    def known(self, digest: str) -> bool:
        return digest in self.digests

    def remember(self, digest: str) -> None:
        self.digests.add(digest)


def test_consent_holds_for_this_content_wherever_it_lies(tmp_path: Path) -> None:
    memory = Kept()
    lesson = tmp_path / "lesson.yaml"
    lesson.write_bytes(b"code: print(1)\n")
    assert not trust.is_trusted(lesson, memory)
    trust.agree(lesson, memory)
    assert trust.is_trusted(lesson, memory)
    copy = tmp_path / "copy.yaml"
    copy.write_bytes(lesson.read_bytes())
    assert trust.is_trusted(copy, memory)
    lesson.write_bytes(b"code: print(2)\n")
    assert not trust.is_trusted(lesson, memory)


def test_our_own_lessons_need_no_consent() -> None:
    assert trust.is_trusted(Path(own_lessons()) / "any.yaml", Kept())


def test_a_link_into_our_folder_or_out_of_it_deceives_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setattr(trust, "own_lessons", lambda: own)
    foreign = tmp_path / "foreign.yaml"
    foreign.write_bytes(b"x")
    (own / "link.yaml").symlink_to(foreign)
    assert not trust.is_own(own / "link.yaml")
    assert not trust.is_own(own / ".." / "foreign.yaml")
    assert not trust.is_own(tmp_path / "own-not" / "x.yaml")


def test_a_digest_tells_how_content_is_divided() -> None:
    assert trust.digest(b"ab", b"c") != trust.digest(b"a", b"bc") != trust.digest(b"abc")
