"""The list of clashes is whole, contradicts itself nowhere, and is found again in what was seen."""

from __future__ import annotations

import re

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from flasktutor.causes import (
    article,
    cause,
    clash_words,
    clashes,
    explain_text,
    explain_versions,
    ids,
    listed,
    store,
)
from flasktutor.causes.clashes import CODE, PYTHON, Clash
from flasktutor.causes.environment import Environment
from flasktutor.causes.system import System
from flasktutor.datafiles import read
from tests.clashes import table
from tests.clashes.proofs import proofs

KNOWN = clashes.known()
PROOFS = proofs()
WORDS = {"means", "why", "say"}
every = pytest.mark.parametrize("clash", KNOWN.values(), ids=lambda clash: clash.id)


def test_there_are_many() -> None:
    assert len(KNOWN) >= 60


def test_each_was_seen_and_nothing_else() -> None:
    assert set(PROOFS) == set(KNOWN)
    assert {path.stem for path in table.SEEN.glob("*.txt")} == set(KNOWN)


def test_the_page_in_docs_says_what_was_seen() -> None:
    assert table.DOCS.read_text("utf-8") == table.written(), "python -m tests.clashes --write"


@every
def test_is_complete(clash: Clash) -> None:
    assert re.fullmatch(r"[a-z0-9-]+", clash.id)
    SpecifierSet(clash.versions)
    SpecifierSet(clash.other_versions)
    assert clash.versions
    assert clash.other_versions or clash.other == CODE or clash.absent == "only"
    assert (clash.errors and clash.message) or clash.line or clash.sign[2]
    assert clash.repairs or clash.code
    assert not (clash.other == CODE and clash.absent)
    re.compile(clash.message)
    re.compile(clash.line)


@every
def test_a_repair_leaves_the_clash_behind(clash: Clash) -> None:
    for repair in clash.repairs:
        if clash_words.repair_kind(clash, repair) in ("upgrade", "older"):
            parts = {part.name: part for part in map(Requirement, repair.split())}
            specifiers = {clash.package: clash.versions, clash.other: clash.other_versions}
            mended = [name for name in specifiers if name in parts]
            assert mended or clash.errors, repair
            for name in mended:
                bounds = [part.version for part in parts[name].specifier]
                at_least = [part.version for part in parts[name].specifier if part.operator == ">="]
                assert bounds
                for version in at_least:
                    assert version not in SpecifierSet(specifiers[name]), repair


@every
def test_repairs_are_read_as_packaging_reads_them(clash: Clash) -> None:
    for repair in clash.repairs:
        read_ = clash_words.requirements(repair)
        assert [name for name, _specifier in read_] == [
            Requirement(part).name for part in repair.split()
        ]
        assert [SpecifierSet(specifier) for _name, specifier in read_] == [
            Requirement(part).specifier for part in repair.split()
        ]


@every
def test_its_id_can_be_asked_for(clash: Clash) -> None:
    told = article(clash.id, System())
    assert clash.id in ids()
    assert (told.id, told.certain, cause(clash.id).certain) == (clash.id, False, False)


def test_each_is_listed_under_its_id() -> None:
    under = {one.id for one, _told in listed("", System())}
    assert set(KNOWN) <= under
    one = next(iter(KNOWN))
    assert one in [cause.id for cause, _told in listed(one, System())]


@every
def test_what_was_seen_lies_within_the_bounds(clash: Clash) -> None:
    for steps in PROOFS[clash.id].seen:
        pins = {}
        for part in map(Requirement, " ".join(steps).split()):
            assert str(part.specifier).startswith("=="), "pins are exact"
            pins[part.name.lower()] = str(part.specifier).removeprefix("==")
        if clash.package.lower() in pins:
            assert pins[clash.package.lower()] in SpecifierSet(clash.versions)
        if clash.other.lower() in pins:
            assert pins[clash.other.lower()] in SpecifierSet(clash.other_versions)
        if clash.other == PYTHON:
            assert PROOFS[clash.id].python in SpecifierSet(clash.other_versions)


@every
def test_is_found_in_the_text_that_showed_it(clash: Clash) -> None:
    _day, said = table.seen(clash.id)
    found = clashes.in_text(said)
    assert found is not None
    assert found.clash.sign == clash.sign
    told = explain_text(said)
    assert told is not None
    assert told.id == found.clash.id


@every
def test_words_are_filled_in_both_languages(clash: Clash) -> None:
    versions = {clash.package: "1.2.3", clash.other: "4.5.6"}
    for here in (None, versions):
        english, indonesian = (
            clash_words.explain(clash, System(), Environment(), language, versions=here)
            for language in ("en", "id")
        )
        for told in (english, indonesian):
            said = (told.means, told.why, *(fix.say for fix in told.fixes))
            assert all(text and "{" not in text for text in said)
            assert all(told.fixes)
        assert english.means != indonesian.means
        assert english.why != indonesian.why
        assert [fix.commands for fix in english.fixes] == [fix.commands for fix in indonesian.fixes]


def test_own_words_exist_in_both_languages() -> None:
    english = read(store.FOLDER / "clashes.yaml")
    indonesian = read(store.FOLDER / "clashes.id.yaml")
    own = {name: WORDS & set(entry) for name, entry in english.items() if WORDS & set(entry)}
    assert {name: set(entry) for name, entry in indonesian.items()} == own


def test_no_two_say_different_things_of_one_sign() -> None:
    own = read(store.FOLDER / "clashes.yaml")
    first: dict[tuple[str, ...], Clash] = {}
    for clash in KNOWN.values():
        other = first.setdefault(clash.sign, clash)
        assert other is clash or "means" in own[other.id], (other.id, clash.id)


def test_no_fitting_versions_clash() -> None:
    fitting = {"Flask": "3.1.2", "Werkzeug": "3.1.3", "Jinja2": "3.1.6", "MarkupSafe": "3.0.2",
               "itsdangerous": "2.2.0", "Flask-Login": "0.6.3", "Flask-SQLAlchemy": "3.1.1",
               "SQLAlchemy": "2.0.44", "Flask-WTF": "1.2.2", "WTForms": "3.2.1"}  # fmt: skip
    assert list(clashes.installed(fitting, "3.13.0")) == []


@pytest.mark.parametrize(
    ("versions", "python", "expected"),
    [
        ({"flask_login": "0.6.2", "werkzeug": "3.0.1"}, "3.11.7", ["flask-login-werkzeug-3"]),
        ({"Flask.Login": "0.6.2", "Werkzeug": "2.3.8"}, "3.11.7", []),
        ({"SQLAlchemy": "2.0.30"}, "3.13.0", ["sqlalchemy-python-3-13"]),
        ({"SQLAlchemy": "2.0.30"}, "3.12.1", []),
        ({"gunicorn": "20.1.0", "setuptools": "75.0"}, "3.12.1", []),
        ({"gunicorn": "20.1.0", "setuptools": "82.0.0"}, "3.12.1", ["gunicorn-setuptools-82"]),
        ({"gunicorn": "20.1.0"}, "3.12.1", ["gunicorn-setuptools-82"]),
        ({"moto": "5.0.0"}, "3.12.1", []),
        ({"Werkzeug": "not a version", "Flask": "2.0.0"}, "3.11.7", []),
    ],
)
def test_finds_clashes_among_what_is_installed(
    versions: dict[str, str], python: str, expected: list[str]
) -> None:
    assert [clash.id for clash in clashes.installed(versions, python)] == expected


def test_code_clashes_only_where_it_uses_what_is_gone() -> None:
    found = clashes.installed({"moto": "5.0.0"}, "3.12.1", frozenset({"mock_s3"}))
    assert [clash.id for clash in found] == ["moto-5-mocks"]


def test_another_package_in_the_frames_is_another_cause() -> None:
    _day, said = table.seen("flask-login-werkzeug-3")
    assert clashes.in_text(said.replace("flask_login", "shop_login")) is None


def test_a_python_that_is_old_enough_is_not_to_blame() -> None:
    _day, said = table.seen("sqlalchemy-python-3-13")
    assert clashes.in_text(said.replace("python3.13", "python3.12")) is None


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("ImportError: cannot import name 'url_quote' from 'werkzeug.urls'", "werkzeug-too-new"),
        ("cannot import name 'url_quote' from 'werkzeug.urls'", "werkzeug-too-new"),
        ("AttributeError: module 'werkzeug' has no attribute '__version__'",
         "werkzeug-version-gone"),
        ("module 'werkzeug' has no attribute '__version__'", "werkzeug-version-gone"),
    ],
)  # fmt: skip
def test_a_message_that_one_package_alone_gives_is_enough(message: str, expected: str) -> None:
    told = explain_text(message)
    assert told is not None
    assert (told.id, told.certain) == (expected, False)
    own = f'  File "/home/ayu/shop/app.py", line 1, in <module>\n    import shop\n{message}'
    if ":" in message:
        assert clashes.in_text(f"Traceback (most recent call last):\n{own}") is None


def test_flasks_own_versions_are_told_by_the_same_list() -> None:
    told = explain_versions({"flask": "2.0.3", "werkzeug": "3.0.1"}, {}, System())
    assert told is not None
    assert (told.id, told.certain, told.means) == (
        "werkzeug-too-new", True, "Flask 2.0.3 does not fit Werkzeug 3.0.1.",
    )  # fmt: skip
    assert explain_versions({"flask": "3.1.2", "werkzeug": "3.1.3"}, {}, System()) is None
    assert explain_versions({"flask-login": "0.6.2", "werkzeug": "3.1.3"}, {}, System()) is None


def test_a_message_alone_proves_nothing() -> None:
    message = "ImportError: cannot import name 'url_decode' from 'werkzeug.urls'"
    assert clashes.in_text(message) is None
