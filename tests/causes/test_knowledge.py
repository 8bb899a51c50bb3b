"""The knowledge base is whole: words in each language, commands for each system."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from flasktutor import language
from flasktutor.causes import Cause, describe, known, store
from flasktutor.causes.matching import expand
from flasktutor.causes.model import Sign
from flasktutor.causes.system import Os, Shell, System

LESSONS = {
    "what-is-flask", "install", "first-app", "contexts", "proxies", "app-context",
    "request-context", "testing", "threads", "nested-apps", "errors", "factory",
}  # fmt: skip
# What check-install knows of a machine, and what `_defaults` and matches add.
GIVEN = {
    "python", "base_python", "venv", "venv_python", "activate", "app", "port", "other_port",
    "package", "new_python", "shown",
}  # fmt: skip
BY_CHECK = {"seconds", "version", "error", "versions", "module", "found", "wanted", "name",
            "since", "value", "factory", "file", "new_file"}  # fmt: skip
ONLY_WINDOWS = {"windows-store-alias", "powershell-policy"}
UNIX: tuple[Os, ...] = ("linux", "macos")
UNIX_SHELLS: tuple[Shell, ...] = ("sh", "fish", "powershell")
WINDOWS_SHELLS: tuple[Shell, ...] = ("powershell", "cmd", "sh")
SYSTEMS: list[System] = [
    *(System(os, shell) for os in UNIX for shell in UNIX_SHELLS),
    *(System("windows", shell) for shell in WINDOWS_SHELLS),
]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("en")


def causes() -> list[Cause]:
    return list(store.causes("en").values())


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.id)
def test_is_complete(cause: Cause) -> None:
    assert cause.means
    assert cause.why
    assert cause.fixes
    assert cause.lesson in LESSONS
    assert cause.signs or cause.clashes or cause.removed or cause.found_by_check


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.id)
def test_has_complete_indonesian_words(cause: Cause) -> None:
    told = store.causes("id")[cause.id]
    english = [cause.means, cause.why, *(repair.say for repair in cause.fixes)]
    indonesian = [told.means, told.why, *(repair.say for repair in told.fixes)]
    assert len(english) == len(indonesian)
    for ours, theirs in zip(english, indonesian, strict=True):
        assert ours != theirs
        assert placeholders(ours) == placeholders(theirs)


def test_indonesian_words_belong_to_existing_causes() -> None:
    for path in store.FOLDER.glob("*.id.yaml"):
        if path.name.partition(".")[0] in store.NO_CAUSES[1:]:
            continue  # test_clashes.py looks at these
        source = store.parse(path.with_name(path.name.replace(".id.", ".")).read_text("utf-8"))
        words = store.parse(path.read_text("utf-8"))
        assert set(words) == set(source)
        for entry in words.values():
            assert set(entry) <= {"means", "why", "fixes"}


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.id)
def test_every_placeholder_is_filled(cause: Cause) -> None:
    caught = {name for sign in cause.signs for name in groups(sign)}
    caught |= {name for clash in cause.clashes for name in clash.versions}
    allowed = GIVEN | caught | (BY_CHECK if cause.found_by_check or cause.removed else set())
    words = [cause.means, cause.why]
    for repair in cause.fixes:
        words += [repair.say, repair.code, *repair.run.values()]
    assert placeholders(" ".join(words)) <= allowed


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: f"{system.os}-{system.shell}")
def test_commands_hold_on_each_system(system: System) -> None:
    for cause in causes():
        for fix, repair in zip(describe(cause.id, {}, system).fixes, cause.fixes, strict=True):
            assert bool(fix.commands) == bool(repair.run), cause.id
            for command in fix.commands:
                assert not wrong_here(command, system, cause), (cause.id, command)


def wrong_here(command: str, system: System, cause: Cause) -> bool:
    """Whether `command` belongs to another system than `system`."""
    if "--break-system-packages" in command:
        return True
    if system.os == "windows" and system.shell != "sh":
        return bool(re.search(r"\bsudo\b|/bin/|\bunset\b|^rm |^mv |^ls ", command))
    if system.os != "windows" and cause.id not in ONLY_WINDOWS:
        return bool(re.search(r"winget|Scripts\\\\|^py |rmdir|^dir |^ren ", command))
    return False


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.id)
def test_patterns_can_be_read(cause: Cause) -> None:
    for sign in cause.signs:
        for pattern in (sign.message, sign.line, sign.context, sign.inside, sign.file):
            re.compile(expand(pattern))


def test_general_words_exist_in_both_languages() -> None:
    english, indonesian = store.general("en"), store.general("id")
    assert set(english) == set(indonesian)
    for name in english:
        assert english[name]["means"] != indonesian[name]["means"]
        assert english[name]["why"] != indonesian[name]["why"]


def test_speaks_the_language_in_use() -> None:
    english = known()["port-taken"].means
    language.use("id")
    assert known()["port-taken"].means != english


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"(?<!\{)\{([a-z_]+)\}", text))


def groups(sign: Sign) -> set[str]:
    patterns = (sign.message, sign.line, sign.context, sign.inside, sign.file)
    return {name for pattern in patterns for name in re.compile(expand(pattern)).groupindex}
