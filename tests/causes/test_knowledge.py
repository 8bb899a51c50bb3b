"""The knowledge base is whole: words in each language, commands for each system."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from flasktutor import course, language, paths
from flasktutor.causes import (
    Cause,
    Explanation,
    describe,
    distributions,
    explain_text,
    known,
    package_names,
    store,
)
from flasktutor.causes.model import Fix, Repair, Sign
from flasktutor.causes.python_names import Name
from flasktutor.causes.searching import expand
from flasktutor.causes.system import Os, Shell, System
from flasktutor.datafiles import read
from flasktutor.datafiles.plain_yaml import parse

LESSONS = {path.stem for path in course.lesson_files(Path(paths.own_lessons()))}
# What check-install knows of a machine, and what `_defaults` and matches add.
GIVEN = {
    "python", "base_python", "venv", "venv_python", "activate", "app", "port", "other_port",
    "package", "new_python", "shown", "python_version",
}  # fmt: skip
# What is told by the rules for what a text shows to be missing, and for files that hide a module.
BY_RULE = {"dist", "packages", "gone", "since", "systems", "instead", "module", "other", "shim",
           "file", "new_file", "name", "folder"}  # fmt: skip
BY_FRAMES = {"call_file", "call_line", "call_inside"}
BY_CHECK = {"seconds", "version", "error", "versions", "module", "found", "wanted", "name",
            "since", "value", "factory", "file", "new_file", "packages", "option", "variable",
            "dotenv", "encoding", "origin", "own_app"}  # fmt: skip
BY_TRACE = {"name", "line", "ms", "error", "handler"}
PAGES = set((Path(__file__).parent / "flask_pages.txt").read_text().split())
ONLY_WINDOWS = {"windows-store-alias", "powershell-policy", "windows-dll-missing"}
UNIX: tuple[Os, ...] = ("linux", "macos")
UNIX_SHELLS: tuple[Shell, ...] = ("sh", "fish", "powershell")
WINDOWS_SHELLS: tuple[Shell, ...] = ("powershell", "cmd", "sh")
SYSTEMS: list[System] = [
    *(System(os, shell) for os in UNIX for shell in UNIX_SHELLS),
    *(System("windows", shell) for shell in WINDOWS_SHELLS),
]


# Commands for the Python at hand, as each system writes them.
OURS: dict[str, dict[str, str]] = {
    os: {"python": "python", "base_python": "python3" if os != "windows" else "py",
         "venv": "env", "venv_python": "python", "activate": "activate"}
    for os in ("linux", "macos", "windows")
}  # fmt: skip


# How `re` itself takes patterns apart; its place changed with Python 3.11.
PARSER: Any = importlib.import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")


@cache
def written(path: Path) -> dict[str, Any]:
    """The causes of a file as it is written."""
    found: dict[str, Any] = read(path)
    return found


def causes() -> list[Cause]:
    return list(store.causes("en").values())


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.id)
def test_is_complete(cause: Cause) -> None:
    assert cause.means
    assert cause.why
    assert cause.fixes
    assert cause.lesson in LESSONS
    assert cause.signs or cause.removed or cause.by_rule or looked_for(cause)


def looked_for(cause: Cause) -> bool:
    """Whether a look at the machine, or at the app at work, finds it."""
    return cause.found_by_check or cause.found_by_trace


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.id)
def test_has_complete_indonesian_words(cause: Cause) -> None:
    told = store.causes("id")[cause.id]
    english = [cause.means, cause.why, *(repair.say for repair in cause.fixes)]
    indonesian = [told.means, told.why, *(repair.say for repair in told.fixes)]
    if cause.confirm and cause.confirm.say:
        assert told.confirm
        english.append(cause.confirm.say)
        indonesian.append(told.confirm.say)
    assert len(english) == len(indonesian)
    for ours, theirs in zip(english, indonesian, strict=True):
        assert ours != theirs
        assert placeholders(ours) == placeholders(theirs)


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.id)
def test_every_placeholder_is_filled(cause: Cause) -> None:
    caught = {name for sign in cause.signs for name in groups(sign)}
    allowed = GIVEN | caught | (BY_CHECK if cause.found_by_check or cause.removed else set())
    allowed |= BY_TRACE if cause.found_by_trace else set()
    allowed |= BY_RULE if cause.by_rule or cause.id == "pkg-resources-gone" else set()
    words = [cause.means, cause.why]
    for repair in (*cause.fixes, *filter(None, [cause.confirm])):
        words += [
            repair.say,
            repair.code,
            repair.install,
            repair.upgrade,
            repair.reinstall,
            repair.show,
        ]
        words += repair.run.values()
    unasked = re.sub(r"\[\[.*?\]\]", "", " ".join(words), flags=re.DOTALL)
    assert placeholders(unasked) <= allowed
    assert placeholders(" ".join(words)) <= allowed | BY_FRAMES


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.id)
def test_what_a_sign_may_not_tell_is_said_only_where_it_is_known(cause: Cause) -> None:
    """`[[…]]` is left out where a fact in it is not known; the rest needs none but these."""
    always = GIVEN - {"venv", "port", "package", "python_version"}
    for language_ in ("en", "id"):
        told = store.causes(language_)[cause.id]
        needed = placeholders(re.sub(r"\[\[.*?\]\]", "", f"{told.means} {told.why}"))
        for sign in cause.signs:
            lost = needed - always - surely(sign)
            assert not lost, f"{language_}: put what says {lost} into [[…]], or let {sign} catch it"


def surely(sign: Sign) -> set[str]:
    """The groups that catch something whenever the sign fits."""
    patterns = (sign.message, sign.line, sign.context, sign.inside, sign.file)
    found = set()
    for pattern in patterns:
        expanded = expand(pattern)
        names = {number: name for name, number in re.compile(expanded).groupindex.items()}
        found |= {names.get(group, "") for group in caught(PARSER.parse(expanded))}
    return found


def caught(parsed: Any) -> set[int]:
    """The numbers of the groups that no match can do without, nor leave empty."""
    found: set[int] = set()
    for kind, value in parsed:
        match str(kind):
            case "SUBPATTERN":
                group, _added, _removed, inner = value
                found |= caught(inner) | ({group} if group and inner.getwidth()[0] else set())
            case "BRANCH":
                found |= set.intersection(*(caught(branch) for branch in value[1]))
            case "MAX_REPEAT" | "MIN_REPEAT" if value[0]:
                found |= caught(value[2])
    return found


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: f"{system.os}-{system.shell}")
def test_commands_hold_on_each_system(system: System) -> None:
    for cause in causes():
        for fix, repair in offered(cause, system):
            packages = repair.install or repair.upgrade or repair.reinstall
            assert bool(fix.commands) == bool(repair.run or packages), cause.id
            for command in fix.commands:
                assert not wrong_here(command, system, cause), (cause.id, command)


def offered(cause: Cause, system: System) -> Iterator[tuple[Fix, Repair]]:
    """Each repair of `cause` as it is told, also those for when something is not known."""
    for missing in ["", *(repair.unless for repair in cause.fixes if repair.unless)]:
        repairs = [
            repair
            for repair in cause.fixes
            if repair.unless in ("", missing) and not (missing and f"{{{missing}}}" in str(repair))
        ]
        yield from zip(described(cause, system, missing).fixes, repairs, strict=True)


def described(cause: Cause, system: System, missing: str = "") -> Explanation:
    """The words of `cause`, with something for all that it may be told, save what is missing."""
    facts = {name: name for name in GIVEN | BY_RULE | BY_CHECK | BY_TRACE}
    facts |= {name: name for sign in cause.signs for name in groups(sign)}
    return describe(cause.id, without(facts | OURS[system.os], missing), system)


def without(facts: dict[str, str], missing: str) -> dict[str, str]:
    return {name: value for name, value in facts.items() if name != missing}


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.id)
def test_says_whether_its_signs_are_enough(cause: Cause) -> None:
    data = next(written(path)[cause.id] for path in store.files() if cause.id in written(path))
    assert isinstance(data["certain"], bool)
    inferred = any(sign.certain is False for sign in cause.signs) or not cause.certain
    if inferred or any(sign.raised_in and sign.certain is not True for sign in cause.signs):
        assert cause.confirm, "a cause that is inferred tells how to make it certain"
        assert cause.confirm.say or cause.confirm.run or cause.confirm.show


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.id)
def test_its_example_shows_it(cause: Cause) -> None:
    if cause.example or cause.signs or cause.by_rule:
        told = explain_text(cause.example)
        assert told is not None
        assert told.id == cause.id


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.id)
def test_its_page_is_one_of_flasks_documentation(cause: Cause) -> None:
    """PAGES are `docs/**/*.rst` of Flask's sources, without `.rst` and `/index`."""
    if cause.page:
        assert cause.page in PAGES
        assert cause.link == f"https://flask.palletsprojects.com/en/stable/{cause.page}/"


def test_what_flask_removed_agrees_with_its_releases() -> None:
    for cause in causes():
        for removed in cause.removed:
            for name in removed.names:
                module, _dot, attribute = name.rpartition(".")
                if module in ("flask", "flask.json"):
                    told = package_names.told(Name(module=module, name=attribute))
                    assert told is None or told.since == removed.since, name


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


def test_files_are_read_as_pyyaml_reads_them() -> None:
    for path in (*store.FOLDER.glob("*.yaml"), *distributions.FOLDER.glob("*.yaml")):
        text = path.read_text("utf-8")
        assert parse(text) == yaml.safe_load(text), path


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
