"""What is said stands in the text, or is said as probable: false is worse than unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flasktutor import language
from flasktutor.causes import Cause, Explanation, clashes, distributions, explain_text, known
from flasktutor.causes.cleaning import clean
from flasktutor.causes.distributions import normal
from flasktutor.causes.frames import STDLIB
from flasktutor.causes.model import Repair
from flasktutor.causes.reading import read_errors
from flasktutor.causes.store import FOLDER as FOLDER_OF_WORDS
from flasktutor.causes.system import System
from flasktutor.datafiles import read
from tests.reliability.tracebacks import damaged

pytestmark = pytest.mark.sweep
FOLDER = Path(__file__).parent / "tracebacks"
TEXTS = {path.stem: path.read_bytes().decode("utf-8", "replace") for path in FOLDER.iterdir()}
SYSTEMS = [System("linux", "sh"), System("macos", "fish"), System("windows", "powershell"),
           System("windows", "cmd"), System("windows", "sh")]  # fmt: skip
# Proposals of ours, which claim nothing: what is to be made, and words to be replaced.
PROPOSED = {
    "show", "list", "latest",
    "python", "python3", "py", ".venv", ".venv-new", ".venv/bin/python", ".venv-new/bin/python",
    "NAME", "5001", "activate", ".venv/bin/activate", ".venv/bin/activate.fish",
    ".venv/Scripts/activate", ".venv/bin/Activate.ps1", ".venv\\Scripts\\Activate.ps1",
    ".venv\\Scripts\\activate.bat", ".venv/Scripts/python", "source", ".",
    ".venv\\Scripts\\python", ".venv-new\\Scripts\\python", ".venv-new/Scripts/python", "pip",
    "install", "--upgrade", "--force-reinstall", "-m", "venv", "uv", "lock", "sync", "add",
    "--upgrade-package", "--python", "poetry", "run", "conda", "update", "-n", "-c",
    "conda-forge", "base", "--reinstall-package", "--reinstall", "setuptools",
}  # fmt: skip
DATA = Path(distributions.FOLDER)
PYTHON_NAMES = read(DATA / "python.yaml")
PACKAGE_NAMES = read(DATA / "packages.yaml")
REPLACED = {**PYTHON_NAMES["instead"], **PACKAGE_NAMES["instead"]}
VERSIONS = {
    version for told in (PYTHON_NAMES, *PACKAGE_NAMES.values()) for fate in ("removed", "added")
    for version in told.get(fate, ())
}  # fmt: skip
CLASHES = [read(FOLDER_OF_WORDS / f"clashes{end}.yaml") for end in ("", ".id")]
GENERAL_OF_CLASHES = [read(FOLDER_OF_WORDS / f"clash_words{end}.yaml") for end in ("", ".id")]
WORD = re.compile(r"[\w./\\:@~+-]+")


def unfounded(told: Explanation, text: str) -> set[str]:
    """The words of an explanation that are neither its cause's own nor stand in the text."""
    said = " ".join([told.means, told.why, *_parts(told)])
    said = re.sub(r"https://\S+", "", said)  # pages of documentation
    plain = clean(text)
    squeezed = normal(plain)
    ours = PROPOSED | set(WORD.findall(_own_words(told.id))) | _data(plain)
    return {
        word for word in WORD.findall(said)
        if (bare := word.strip(".:-")) and bare not in ours and word not in ours
        and bare not in plain and normal(bare) not in squeezed
        and not _derived(bare, plain) and not _composed(bare, plain, ours)
    }  # fmt: skip


def _composed(word: str, text: str, ours: set[str]) -> bool:
    """Whether it is a dotted name of parts that stand there; the name of a file is none."""
    if re.search(r"[/\\]|\.(?:py|pyi|env|flaskenv|toml|lock|yaml|html|txt|log|db)$", word):
        return False
    known_parts = {part for one in ours for part in re.split(r"[.:@]", one)} | {"latest"}
    return all(part in known_parts or part in text for part in re.split(r"[.:@]", word))


def _parts(told: Explanation) -> Iterator[str]:
    for fix in (*told.fixes, *filter(None, [told.confirm])):
        yield from (fix.say, *fix.commands, fix.code)


def _own_words(cause_id: str) -> str:
    """The words of a cause, and those of the list for a clash of that id."""
    words = [_template(known()[cause_id])] if cause_id in known() else []
    if cause_id in clashes.known():
        words += _texts(GENERAL_OF_CLASHES)
        for entries in CLASHES:
            words += _texts(entries.get(cause_id, {}))
    return " ".join(words)


def _texts(data: object) -> list[str]:
    """All texts in an entry of the data."""
    if isinstance(data, dict):
        return [text for value in data.values() for text in _texts(value)]
    if isinstance(data, list):
        return [text for value in data for text in _texts(value)]
    return [re.sub(r"\{[a-z_]+\}", " ", str(data))]


def _template(cause: Cause) -> str:
    repairs: list[Repair] = [*cause.fixes, *filter(None, [cause.confirm])]
    words = [cause.means, cause.why]
    for repair in repairs:
        words += [
            repair.say,
            repair.code,
            repair.install,
            repair.upgrade,
            repair.reinstall,
            repair.show,
        ]
        words += repair.run.values()
    return re.sub(r"\{[a-z_]+\}|\[\[|\]\]", " ", " ".join(words))


def _data(text: str) -> set[str]:
    """What our data add to a name that stands in the text: how pip calls it, what replaced it."""
    words = {"Windows", "macOS", "Linux", "3.0", *VERSIONS}
    for name, code in REPLACED.items():
        if name.rpartition(".")[2] in text:
            words |= set(WORD.findall(code)) | set(WORD.findall(name))
    for module in re.findall(r"\w+", text):
        dist = distributions.of(module)
        words |= {dist, dist.lower(), *distributions.together(dist).split()}
    return words | {word.lower() for word in words}


def _derived(word: str, text: str) -> bool:
    """The interpreter of an environment in the text, or a new name for a file in it."""
    found = re.fullmatch(r"(.*?)[/\\](?:bin|Scripts)(?:[/\\](?:python[\d.]*|python\.exe))?", word)
    folder = found[1] if found else re.sub(r"\\python\.exe$", "", word)
    return folder in text or word.replace("my_", "", 1) in text or f"lib/python{word}" in text


@pytest.mark.parametrize("spoken", ["en", "id"])
@pytest.mark.parametrize("name", sorted(TEXTS))
def test_what_is_named_stands_in_the_text(name: str, spoken: str) -> None:
    language.use(spoken)
    for system in SYSTEMS:
        told = explain_text(TEXTS[name], system)
        assert told is not None
        assert told.known
        assert not unfounded(told, TEXTS[name])
        assert not re.search(r"(?<![{\w])\{[a-z_]+\}|\[\[|\]\]", f"{told.means} {told.why}")


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(TEXTS)), st.integers(0, 2**32))
def test_what_is_named_stands_in_a_damaged_text(name: str, seed: int) -> None:
    text = damaged(TEXTS[name], Random(seed))
    told = explain_text(text)
    if told and told.known:
        assert not unfounded(told, text)


def test_a_clash_is_only_inferred_from_a_text_and_shows_the_line_of_it() -> None:
    seen = 0
    for text in TEXTS.values():
        told = explain_text(text)
        if told and told.id in clashes.known() and told.id not in known():
            seen += 1
            assert not told.certain
            assert told.confirm
            assert told.evidence
            assert all(line in clean(text) for line in told.evidence)
    assert seen


PACKAGES = st.sampled_from(["flask_login", "eventlet", "shoplib", "jinja2", "six", "google/api"])
PLACES = st.sampled_from([
    "/home/ani/shop/.venv/lib/python3.12/site-packages/", "/usr/lib/python3/dist-packages/",
    "C:\\Users\\Ani\\shop\\venv\\Lib\\site-packages\\", "/opt/miniconda3/envs/web/lib/python3.9/"
    "site-packages/", "/home/ani/my shop/env/lib64/python3.13/site-packages/x-1.egg/",
    "/home/ani/.cache/pypoetry/virtualenvs/shop-x1/lib/python3.11/site-packages/",
    "/home/ani/shop/", "C:\\shop\\",
])  # fmt: skip
MODULES = st.sampled_from([*sorted(STDLIB), "flask", "werkzeug.urls", "sqlalchemy.orm", "shelves"])
NAMES = st.from_regex(r"[a-z_][a-z_A-Z0-9]{2,11}", fullmatch=True)
MESSAGES = st.sampled_from([
    "AttributeError: module '{module}' has no attribute '{name}'",
    "ImportError: cannot import name '{name}' from '{module}' (/somewhere/{name}/x.so)",
    "ModuleNotFoundError: No module named '{module}.{name}'",
    "ModuleNotFoundError: No module named '{module}'",
    "AttributeError: partially initialized module '{module}' has no attribute '{name}' (most "
    "likely due to a circular import)",
    "ModuleNotFoundError: No module named '{module}.{name}'; '{module}' is not a package",
])  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(PACKAGES, PLACES, MODULES, NAMES, MESSAGES)
def test_what_is_named_stands_in_the_traceback_of_any_package(
    package: str, place: str, module: str, name: str, message: str
) -> None:
    text = (
        f'Traceback (most recent call last):\n  File "{place}{package}/tools.py", line 3, in f\n'
        f"    {module}.{name}\n{message.format(module=module, name=name)}\n"
    )
    told = explain_text(text)
    assert told is not None
    if told.known:
        assert not unfounded(told, text)
        assert told.id not in ("shadows-stdlib", "shadows-flask", "shadows-dependency")
        assert told.certain or told.evidence


def test_what_is_only_probable_says_what_points_to_it() -> None:
    seen = 0
    for name, text in TEXTS.items():
        told = explain_text(text)
        assert told is not None
        if not told.certain:
            seen += 1
            assert told.evidence, name
            assert told.headline.startswith("Probably: ")
            lines = re.sub(r"\s+", " ", clean(text))
            assert all(re.sub(r"\s+", " ", line)[:200] in lines for line in told.evidence), name
            assert told.confirm, name
    assert seen > 10


def test_a_message_without_its_type_is_not_taken_for_another_error() -> None:
    """A person may copy what stands behind the colon alone."""
    for name, text in TEXTS.items():
        for error in read_errors(text):
            message = error.message.split("\n")[0]
            typed, bare = explain_text(f"{error.type}: {message}"), explain_text(message)
            if typed and bare and bare.known and bare.certain:
                assert bare.id == typed.id, f"{name}: {message}"


@pytest.mark.parametrize(
    "message",
    [
        "'NoneType' object has no attribute 'execute'",
        "'str' object has no attribute 'items'",
        "module 'app' has no attribute 'db'",
    ],
)
def test_what_python_says_of_any_object_is_not_said_of_a_template(message: str) -> None:
    told = explain_text(message)
    assert told is None or told.id != "template-part-missing"
