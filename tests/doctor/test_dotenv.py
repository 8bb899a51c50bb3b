"""What .flaskenv and .env say: which variables, in which encoding, whether anybody reads them."""

from __future__ import annotations

import subprocess

import pytest

from flasktutor.doctor.project import assigned
from tests.doctor import workbench
from tests.doctor.conftest import Machine, cause
from tests.doctor.project import APP, active, flask_finds_it, ids, venv

__all__ = ["active", "venv"]


pytestmark = pytest.mark.sweep


def test_flask_env(machine: Machine) -> None:
    machine.write("app.py", APP)
    machine.write(".flaskenv", "FLASK_ENV=development\n")
    summary = machine.check()
    assert summary.healthy
    assert "flask-env-ignored" in ids(summary, "note")


def test_a_dotenv_file_that_is_not_utf_8(machine: Machine) -> None:
    machine.write("app.py", APP)
    machine.write(".flaskenv", "FLASK_APP=app\n".encode("utf-16"))
    assert cause(machine.check()) == "dotenv-encoding"
    assert not flask_finds_it(machine)


@pytest.mark.parametrize("name", [".env", ".flaskenv"])
@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
def test_the_file_that_is_not_utf_8_is_converted_and_no_other(
    machine: Machine, name: str, coding: str
) -> None:
    """As PowerShell's `>` writes it; the other file of its kind is left as it is."""
    machine.write("app.py", APP)
    other = machine.write(".env" if name == ".flaskenv" else ".flaskenv", "TOKO=buku\n")
    before = other.read_bytes()
    file = machine.write(name, "\ufeffNAMA=Ayu é\r\n".encode(coding))
    for load in (0, 20):
        summary = machine.check(load=load)
        assert [finding.id for finding in summary.problems] == ["dotenv-encoding"]
        (fix,) = summary.problems[0].fixes
        assert other.name not in fix.commands[0].replace(name, "")
    subprocess.run(["/bin/sh", "-c", fix.commands[0]], cwd=machine.folder,
                   env=machine.environ, check=True)  # fmt: skip
    assert file.read_bytes() == "NAMA=Ayu é\n".encode()
    assert other.read_bytes() == before
    assert machine.check(load=20).healthy
    assert flask_finds_it(machine)


def test_a_file_in_an_encoding_that_nobody_told_is_left_to_its_writer(machine: Machine) -> None:
    machine.write("app.py", APP)
    machine.write(".env", "NAMA=Zoë\n".encode("latin-1"))
    (found,) = machine.check(load=20).problems
    (fix,) = found.fixes
    assert (found.id, fix.commands) == ("dotenv-encoding", ())
    assert ".env" in fix.say


def test_a_dotenv_file_that_nothing_reads(machine: Machine) -> None:
    workbench.venv(machine.folder / ".venv")
    machine.activate(machine.folder / ".venv")
    machine.write("app.py", APP)
    machine.write(".env", "SECRET_KEY=x\n")
    summary = machine.check()
    assert summary.healthy
    assert "dotenv-not-read" in ids(summary, "note")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A=1\nexport B = 'two words' # and a note\n#C=3\n", {"A": "1", "B": "two words"}),
        ('KEY="ab#cd"\nEND=x#y\n', {"KEY": "ab#cd", "END": "x#y"}),
        ("FLASK_APP=app:create_app('dev')\n", {"FLASK_APP": "app:create_app('dev')"}),
        ("A=1\r\nA=2\r\nNONE=\r\n", {"A": "2", "NONE": ""}),
    ],
)
def test_variables_of_a_dotenv_file(text: str, expected: dict[str, str]) -> None:
    assert assigned(text) == expected
