"""The learner's tests, run in their folder and on faulty copies of it."""

from __future__ import annotations

import pytest

from flasktutor.workplace import suite
from tests.doctor import workbench
from tests.workplace.conftest import HELLO, Bench, made

TEST = """\
from app import app
def test_hello():
    assert app.test_client().get("/").text == "Hello"
"""
BLIND = "def test_nothing():\n    assert True\n"
CATCH = """\
- tests: 1
  catch:
    - what: hello is lost
      files:
        app.py: |
          from flask import Flask
          app = Flask(__name__)
          @app.get("/")
          def hello():
              return ""
"""


def test_tests_that_pass_and_catch_the_fault_hold(bench: Bench) -> None:
    bench.write("app.py")
    bench.write("test_app.py", TEST)
    assert [mark.state for mark in bench.look(CATCH).marks] == ["passed", "passed"]


def test_tests_that_cannot_fail_do_not(bench: Bench) -> None:
    bench.write("app.py")
    bench.write("tests/test_app.py", BLIND)
    marks = bench.look(CATCH).marks
    assert [mark.state for mark in marks] == ["passed", "failed"]
    assert marks[1].seen == "1 passed, 0 failed"


@pytest.mark.parametrize(
    ("test", "seen"),
    [
        ("def test_a():\n    assert 0\n",
         "0 passed, 1 failed: test_app.py::test_a in line 2: assert 0"),
        ("import gone\n", "pytest cannot run them"),
        ("x = 1\n", "pytest finds no tests"),
        ("import pytest\n@pytest.mark.xfail\ndef test_a():\n    assert 0\n", "0 passed, 0 failed"),
        ("import os\ndef test_a():\n    os._exit(0)\n", "pytest cannot run them"),
        ("import pytest\n@pytest.fixture\ndef a():\n    1 / 0\ndef test_a(a):\n    pass\n",
         "0 passed, 1 failed: test_app.py::test_a in line 4: ZeroDivisionError: division by zero"),
        ("def test_a():\n    x = 1\n    assert x == 2, 'not two'\n",
         "0 passed, 1 failed: test_app.py::test_a in line 3: AssertionError: not two"),
        ("def test_b():\n    pass\ndef helped():\n    assert 0\ndef test_a():\n    helped()\n",
         "1 passed, 1 failed: test_app.py::test_a in line 4: assert 0"),
    ],
)  # fmt: skip
def test_what_came_of_them_is_said(bench: Bench, test: str, seen: str) -> None:
    bench.write("test_app.py", test)
    assert bench.instead("- tests: 1") == seen


def test_their_output_is_there_to_be_explained(bench: Bench) -> None:
    bench.write("app.py", HELLO.replace("Flask(__name__)", "Flask(name)"))
    bench.write("test_app.py", TEST)
    assert "NameError: name 'name' is not defined" in bench.look("- tests: 1").marks[0].error


def test_a_plain_assert_is_no_error_to_be_explained(bench: Bench) -> None:
    bench.write("test_app.py", "def test_a():\n    assert 1 == 2\n")
    assert bench.look("- tests: 1").marks[0].error == ""


def test_without_pytest_that_is_said(bench: Bench) -> None:
    workbench.venv(bench.folder / ".venv")
    bench.place = type(bench.place)(bench.folder)
    assert bench.instead("- tests: 1") == "the environment has no pytest"


def test_tests_without_an_end_are_ended(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "SECONDS", 3.0)
    bench.write("test_app.py", "import time\ndef test_a():\n    time.sleep(6000)\n")
    assert bench.instead("- tests: 1") == "they do not come to an end"


def test_options_of_their_own_are_kept(bench: Bench) -> None:
    bench.write("pytest.ini", "[pytest]\naddopts = --lf -q\npython_files = check_*.py\n")
    bench.write("check_app.py", BLIND)
    assert bench.instead("- tests: 1") == ""


SOURCE = "shop/__init__.py"
IN_SRC = CATCH.replace("app.py:", f"src/{SOURCE}:")
TEST_SHOP = TEST.replace("from app", "from shop")


@pytest.mark.parametrize("kind", ["pth", "finder"])
def test_the_copy_is_tested_and_not_what_is_installed(bench: Bench, kind: str) -> None:
    site = made(bench.folder / ".venv")
    bench.place = type(bench.place)(bench.folder)
    source = bench.folder / "src"
    if kind == "pth":
        (site / "shop.pth").write_text(f"{source}\n")
    else:
        # As setuptools makes it for a project with `src`.
        (site / "__editable___shop_finder.py").write_text(FINDER.format(package=source / "shop"))
        (site / "__editable__.shop.pth").write_text(
            "import __editable___shop_finder; __editable___shop_finder.install()\n"
        )
    bench.write(f"src/{SOURCE}")
    bench.write("tests/test_shop.py", TEST_SHOP)
    marks = bench.look(IN_SRC).marks
    assert [mark.state for mark in marks] == ["passed", "passed"], marks


def test_tests_that_reach_for_the_folder_itself_prove_nothing(bench: Bench) -> None:
    bench.write("app.py")
    reach = f"import sys\nsys.path.insert(0, {str(bench.folder)!r})\n"
    bench.write("test_app.py", reach + TEST)
    marks = bench.look(CATCH).marks
    assert marks[1].seen == "they test the folder itself, and not the copy that they lie in"


def test_a_fault_is_never_written_through_a_link(bench: Bench) -> None:
    real = bench.folder / "real"
    real.mkdir()
    (real / "__init__.py").write_text(HELLO)
    (bench.folder / "app").symlink_to(real)
    bench.write("test_app.py", TEST)
    marks = bench.look(CATCH.replace("app.py:", "app/__init__.py:")).marks
    assert [mark.state for mark in marks] == ["passed", "passed"]
    assert (real / "__init__.py").read_text() == HELLO


FINDER = """
import sys
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
MAPPING = {{"shop": {str_package!r}}}
class _EditableFinder:
    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        if fullname in MAPPING:
            init = Path(MAPPING[fullname], "__init__.py")
            return spec_from_file_location(fullname, init)
        return None
def install():
    sys.meta_path.append(_EditableFinder)
""".replace("{str_package!r}", "'{package}'")
