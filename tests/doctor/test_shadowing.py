"""Files of the learner's that carry a module's name, imported for real."""

from __future__ import annotations

import pytest

from tests.doctor import workbench
from tests.doctor.conftest import Machine, cause

IMPORTS_FLASK = "from flask import Flask\n\napp = Flask(__name__)\n"


@pytest.fixture(autouse=True)
def _active(machine: Machine) -> None:
    workbench.venv(machine.folder / ".venv")
    machine.activate(machine.folder / ".venv")


@pytest.mark.parametrize(
    ("name", "text", "expected", "command"),
    [
        ("flask.py", IMPORTS_FLASK, "shadows-flask", "mv flask.py my_flask.py"),
        ("flask/__init__.py", "", "shadows-flask", "mv flask my_flask"),
        ("email.py", IMPORTS_FLASK, "shadows-stdlib", "mv email.py my_email.py"),
        ("typing.py", "x = 1\n", "shadows-stdlib", "mv typing.py my_typing.py"),
        ("logging.py", IMPORTS_FLASK, "shadows-stdlib", "mv logging.py my_logging.py"),
        ("string.py", "print('hi'", "shadows-stdlib", "mv string.py my_string.py"),
        ("jinja2.py", IMPORTS_FLASK, "shadows-dependency", "mv jinja2.py my_jinja2.py"),
        ("click/__init__.py", "", "shadows-dependency", "mv click my_click"),
    ],
)
def test_a_file_in_the_way(
    machine: Machine, name: str, text: str, expected: str, command: str
) -> None:
    machine.write(name, text)
    summary = machine.check()
    assert cause(summary) == expected
    assert name.split("/")[0] in summary.problems[0].seen
    assert summary.problems[0].fixes[0].commands == (command,)
    assert len(summary.problems) == 1


def test_a_file_that_is_not_in_the_way_yet_is_noted(machine: Machine) -> None:
    machine.write("turtle.py", "x = 1\n")
    summary = machine.check()
    assert summary.healthy
    assert "shadows-stdlib" in {finding.id for finding in summary.notes}


def test_what_works_plainly_is_not_asked_again(machine: Machine) -> None:
    """Importing Flask twice takes long on a small machine: the second time only says why."""
    python = machine.folder / ".venv/bin/python"
    real, asked = python.resolve(), machine.root / "asked"
    python.unlink()
    workbench.stub(python, f'echo "$@" >> {asked}\nexec -a {python} {real} "$@"')
    python.write_text(python.read_text().replace("#!/bin/sh", "#!/bin/bash"))
    assert machine.check().healthy
    assert asked.read_text() == "-\n"
    machine.write("email.py", IMPORTS_FLASK)
    assert cause(machine.check()) == "shadows-stdlib"
    assert asked.read_text() == "-\n-\n-I -\n"
