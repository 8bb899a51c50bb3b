"""`docs/reference.md` has every command, option, variable and key of JSON, and none besides."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest

from flasktutor.cli import group
from flasktutor.cli.commands import COMMANDS
from tests.checkout import ROOT
from tests.classroom.folders import answer, hand_in
from tests.cli import tree
from tests.process import flasktutor

REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")
SECTIONS: dict[str, str] = {
    heading.strip(): text
    for heading, text in re.findall(r"^###? ([^\n]+)\n(.*?)(?=^##|\Z)", REFERENCE, re.M | re.S)
}
INTERNAL = {"FLASKTUTOR_WORKER", "FLASKTUTOR_COMPLETE"}
"""What the program sets for its own processes."""
GIVEN = {
    "drill": ["--count", "1"],
    "explain": ["No module named 'flask'"],
    "run": ["snippet.py"],
    "trace": ["app.py"],
}
"""What a command needs to have something to print."""
SHOWN_BELOW = {"check-install", "class", "progress", "review"}
"""Commands whose JSON has all its keys only after something was done: they have tests of their own
(`check-install` in tests/doctor)."""


def _section(name: str) -> str:
    """The text under the heading whose code begins with the command, and then names arguments."""
    return SECTIONS[_title(name)]


def _whole(name: str) -> str:
    """A section with its heading."""
    return f"{_title(name)}\n{_section(name)}"


def _title(name: str) -> str:
    form = re.compile(rf"`{name}( \[?[A-Z].*| \[lesson\|.*)?`$")
    titles = list(filter(form.match, SECTIONS))
    assert len(titles) == 1, f"docs/reference.md has to have one section `{name}`, as ## or ###"
    return titles[0]


def _options(command: click.Command) -> set[str]:
    named = (name for option in tree.options(command) for name in option.opts)
    return {name for name in named if name.startswith("--")}


@pytest.mark.parametrize(
    ("name", "command"), [pytest.param(*one, id=one[0]) for one in tree.commands()]
)
def test_a_section_names_all_options_of_its_command_and_no_others(
    name: str, command: click.Command
) -> None:
    told, there = set(re.findall(r"`(--[a-z-]+)", _section(name))), _options(command) - {"--help"}
    assert told == there, f"docs/reference.md, `{name}`: left names what it tells of"


@pytest.mark.parametrize(
    ("name", "command"), [pytest.param(*one, id=one[0]) for one in tree.commands()]
)
def test_a_section_names_all_that_can_be_chosen(name: str, command: click.Command) -> None:
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    for parameter in [*arguments, *tree.options(command)]:
        if isinstance(parameter.type, click.Choice):
            missing = [one for one in map(str, parameter.type.choices) if one not in _whole(name)]
            assert not missing, f"docs/reference.md, `{name}`, {parameter.name}: {missing}"


def test_the_readme_names_every_command() -> None:
    rows = re.findall(r"^\| `flasktutor ([a-z-]+)", (ROOT / "README.md").read_text("utf-8"), re.M)
    missing = set(COMMANDS) - set(rows)
    assert not missing, "README.md has no row for it in its table “What there is”"


def test_the_options_before_a_command_are_there() -> None:
    named = set(re.findall(r"`(--[a-z-]+)", SECTIONS["Options of all commands"]))
    assert _options(group) <= named


def test_every_variable_of_the_program_is_there() -> None:
    sources = (path.read_text("utf-8") for path in (ROOT / "flasktutor").rglob("*.py"))
    used = {name for text in sources for name in re.findall(r"FLASKTUTOR_[A-Z]+", text)}
    named = set(re.findall(r"FLASKTUTOR_[A-Z]+", SECTIONS["Environment variables"]))
    assert used - INTERNAL == named


def _keys(value: object) -> set[str]:
    """The keys of an object, and of the objects in its lists."""
    if isinstance(value, list):
        return set().union(*map(_keys, value))
    if not isinstance(value, dict):
        return set()
    lists = (_keys(inner) for inner in value.values() if isinstance(inner, list))
    return set(value).union(*lists)


def _told(command: str) -> str:
    """What is said of its JSON: below its heading in the reference, or on its own page."""
    section = SECTIONS.get(f"`{command} --json`")
    assert section, f"docs/reference.md has no section `{command} --json` that says its keys"
    page = re.match(r"\s*\[Its own page\]\(([\w-]+\.md)#", section)
    return (ROOT / "docs" / page[1]).read_text("utf-8") if page else section


def test_each_json_has_a_section() -> None:
    headings = {name[1:-8] for name in SECTIONS if name.endswith(" --json`")}
    there = set(tree.asked_for_json())
    assert headings == there, "docs/reference.md has a section `NAME --json` for each"


@pytest.mark.parametrize(
    "command", [one for one in tree.asked_for_json() if one not in SHOWN_BELOW]
)
def test_every_key_of_json_is_named(command: str, tmp_path: Path) -> None:
    app = "from flask import Flask\napp = Flask(__name__)\n\n@app.get('/')\ndef a(): return 'hi'\n"
    (tmp_path / "app.py").write_text(app)
    (tmp_path / "snippet.py").write_text("1 / 0\n")
    given = [str(tmp_path / one) if one.endswith(".py") else one for one in GIVEN.get(command, [])]
    done = flasktutor(*command.split(), "--json", *given, home=tmp_path / "home")
    keys = _keys(json.loads(done.stdout))
    assert keys, done.stderr
    missing = keys - set(re.findall(r"[`\"]([a-z_]+)[`\"]", _told(command)))
    assert not missing


def test_every_key_of_what_was_missed_is_named(tmp_path: Path) -> None:
    """What only a home with answers in it has."""
    flasktutor("--plain", "lesson", "contexts", "--from", "how", home=tmp_path, text="g\n\nq\n")
    found = json.loads(flasktutor("progress", "--json", home=tmp_path).stdout)
    (missed,) = found["overall"]["missed"]
    told = SECTIONS["`progress --json`"]
    assert all(f"`{key}`" in told for key in missed)
    assert not _keys(found) - set(re.findall(r"`([a-z_]+)`", told))


def test_every_key_of_a_class_is_named(tmp_path: Path) -> None:
    hand_in(tmp_path / "in" / "a.json", "Ayu", answer("how", "wrong", belief="saved-proxy"))
    (tmp_path / "in" / "broken.json").touch()
    found = json.loads(flasktutor("class", str(tmp_path / "in"), "--json", home=tmp_path).stdout)
    told = SECTIONS["`class --json`"]
    assert not _keys(found) - set(re.findall(r"[`\"]([a-z_]+)[`\"]", told))


def test_every_key_of_what_was_done_is_named(tmp_path: Path) -> None:
    answers = "g\nq\n"  # options stand in an order of chance: one that is wrong cannot be named
    flasktutor("--plain", "lesson", "contexts", "--from", "how", home=tmp_path, text=answers)
    found = json.loads(flasktutor("progress", "--json", home=tmp_path).stdout)
    assert found["overall"]["missed"]
    told = SECTIONS["`progress --json`"]
    assert not _keys(found) - set(re.findall(r"[`\"]([a-z_]+)[`\"]", told))


def test_every_key_of_what_is_due_is_named(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    flasktutor("--plain", "lesson", "contexts", "--from", "how", home=here, text="1\n\nq\n")
    flasktutor("progress", "--export", str(tmp_path / "all.json"), home=here)
    text = (tmp_path / "all.json").read_text("utf-8")
    kept = re.sub(r'("due": ")\d{4}', r"\g<1>2020", text)
    assert kept != text
    (tmp_path / "all.json").write_text(kept, "utf-8")
    flasktutor("progress", "--import", str(tmp_path / "all.json"), home=there)
    (due,) = json.loads(flasktutor("review", "--json", home=there).stdout)
    assert all(f"`{key}`" in SECTIONS["`review --json`"] for key in due)
