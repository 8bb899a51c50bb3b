"""What Python removed or added, and what a system lacks: known as such, and no file is invented."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping

import pytest

from flasktutor.causes import Explanation, distributions, explain_text
from flasktutor.datafiles import read
from tests import python_names

DATA = read(distributions.FOLDER / "python.yaml")
ROOTS = {
    "windows": "C:\\shop\\venv\\Lib\\site-packages\\",
    "macos": "/Users/ani/shop/.venv/lib/python3.12/site-packages/",
    "linux": "/home/ani/shop/.venv/lib/python3.12/site-packages/",
}
OWN = {"windows": "C:\\shop\\", "macos": "/Users/ani/shop/", "linux": "/home/ani/shop/"}


def names(told: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Modules, and names in modules."""
    for module, words in told.items():
        for word in words.split():
            yield (word, "") if module == "modules" else (module, word)


def cases() -> Iterator[tuple[str, str, str, str, str]]:
    """What became of a name, of which module it is, and the Python and system it is missed on."""
    for version, told in DATA["removed"].items():
        for module, name in names(told):
            yield "removed", module, name, version, "linux"
    for version, told in DATA["added"].items():
        for module, name in names(told):
            yield "added", module, name, f"3.{int(version.partition('.')[2]) - 1}", "linux"
    for system, told in DATA["lacks"].items():
        for module, name in names(told):
            yield "lacks", module, name, "3.12", system


CASES = sorted(set(cases()))
CAUSES = {
    ("removed", "package"): {"python-too-new"},
    ("removed", "own"): {"removed-from-python"},
    ("added", "package"): {"package-needs-newer-python"},
    ("added", "own"): {"newer-than-python"},
    ("lacks", "package"): {"package-needs-other-system"},
    ("lacks", "own"): {"lacking-on-system"},
}
# Modules that can also be missing because Python was built without them, or that came and went.
BUILT = {"python-built-without"}


def text(asker: str, module: str, name: str, version: str, system: str) -> str:
    root = OWN[system] if asker == "own" else ROOTS[system]
    root = root.replace("python3.12", f"python{version}")
    file = f"{root}app.py" if asker == "own" else f"{root}shoplib{root[-1]}net.py"
    # What a program of its own runs on shows in the frames of what called it.
    base = (
        "" if system == "windows" else f'  File "/usr/lib/python{version}/runpy.py", line 1, in f\n'
    )
    error = (
        f"AttributeError: module '{module}' has no attribute '{name}'" if name
        else f"ModuleNotFoundError: No module named '{module}'"
    )  # fmt: skip
    return (
        f"Traceback (most recent call last):\n{base}"
        f'  File "{file}", line 3, in <module>\n    x = {module}.{name}\n{error}\n'
    )


def words(told: Explanation) -> str:
    fixes = " ".join(f"{fix.say} {' '.join(fix.commands)} {fix.code}" for fix in told.fixes)
    return f"{told.means} {told.why} {fixes}"


def test_there_are_many() -> None:
    assert len({(module, name) for _fate, module, name, *_rest in CASES}) > 2000


@pytest.mark.parametrize("asker", ["package", "own"])
@pytest.mark.parametrize("fate", ["removed", "added", "lacks"])
def test_each_is_known_for_what_it_is_and_no_file_is_invented(fate: str, asker: str) -> None:
    wrong = []
    tried = [case for case in CASES if case[0] == fate]
    assert len(tried) >= 300
    for _fate, module, name, version, system in tried:
        shown = text(asker, module, name, version, system)
        told = explain_text(shown)
        assert told is not None
        invented = [
            file for file in re.findall(r"[\w./\\-]+\.py\b", words(told)) if file not in shown
        ]
        if told.id not in CAUSES[fate, asker] | BUILT or invented:
            wrong.append((module, name, version, system, told.id, invented))
    assert not wrong


@pytest.mark.parametrize(
    "name", ["inspect.getargspec", "asyncio.coroutine", "datetime.UTC", "signal.SIGKILL",
             "time.clock", "sys.setcheckinterval", "ssl.wrap_socket", "hashlib.scrypt",
             "os.geteuid", "pkgutil.get_loader", "collections.Mapping", "sys.nothing"],
)  # fmt: skip
def test_a_bare_message_invents_no_file(name: str) -> None:
    module, _dot, attribute = name.rpartition(".")
    told = explain_text(f"AttributeError: module '{module}' has no attribute '{attribute}'")
    assert told is not None
    assert not re.search(r"\w\.py\b", words(told))
    assert told.known is (name != "sys.nothing")


def test_what_the_text_contradicts_is_not_said() -> None:
    removed = text("package", "ssl", "wrap_socket", "3.11", "linux")  # Python 3.11 has it
    told = explain_text(removed)
    assert told is not None
    assert told.id == "package-misfits-python"
    assert not told.certain


def test_nothing_hides_what_is_part_of_the_interpreter() -> None:
    told = explain_text(text("package", "sys", "exit", "3.12", "linux"))
    assert told is not None
    assert not told.known


def test_a_file_of_that_name_among_the_frames_is_seen() -> None:
    told = explain_text(
        'Traceback (most recent call last):\n  File "/home/ani/shop/ssl.py", line 3, in <module>\n'
        "    import eventlet\n"
        '  File "/srv/.venv/lib/python3.12/site-packages/eventlet/green/ssl.py", line 25, in x\n'
        "    wrap = ssl.wrap_socket\n"
        "AttributeError: module 'ssl' has no attribute 'wrap_socket'\n"
    )
    assert told is not None
    assert told.id == "shadows-stdlib"
    assert told.certain
    assert "/home/ani/shop/ssl.py" in told.means


@pytest.mark.parametrize(("name", "code"), DATA["instead"].items())
def test_what_is_written_instead_is_there(name: str, code: str) -> None:
    python = max(python_names.interpreters().items())[1]
    if not re.fullmatch(r"[a-z_]+(\.\w+)*", code):
        compile(code, "instead", "exec")
        return
    script = (
        "import sys, pydoc, warnings; warnings.simplefilter('ignore')\n"
        "sys.exit(pydoc.locate(sys.argv[1]) is None)"
    )
    subprocess.run([python, "-c", script, code], check=True)


@pytest.mark.slow
def test_the_data_are_what_the_interpreters_here_show() -> None:
    assert python_names.main([]) == 0
