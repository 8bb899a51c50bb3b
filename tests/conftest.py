"""What all tests share: an eye on contexts left behind, English, a warm runner, quick starts."""

from __future__ import annotations

import compileall
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import settings

import flasktutor
from flasktutor import causes, datafiles, language
from flasktutor.runner.runner import Runner

# How long a test takes says more of the machine than of the code.
settings.register_profile("flasktutor", deadline=None)
settings.load_profile("flasktutor")

SWEPT = 9
"""One in so many cases of a table is tried at each change; odd, so that languages take turns."""


def pytest_configure(config: pytest.Config) -> None:
    """Lets signals be heard, and compiles the catalogues and the data that the sources hold."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # Started in the background: what the tests start would be deaf to Ctrl-C.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform != "win32":
        for one in (signal.SIGHUP, signal.SIGQUIT):  # the same, and with `nohup`
            if signal.getsignal(one) is signal.SIG_IGN:
                signal.signal(one, signal.SIG_DFL)
    if hasattr(config, "workerinput"):
        return  # done by the process that started this one
    datafiles.compile_all(Path(causes.__file__).parent)
    # Tests start the program some thousand times: where Python is told to write no bytecode
    # (PYTHONDONTWRITEBYTECODE), each start would compile all of it anew.
    compileall.compile_dir(Path(flasktutor.__file__).parent, quiet=2)
    for source in Path(language.LOCALE_DIR).glob("*/LC_MESSAGES/*.po"):
        fresh = source.with_suffix(".new")
        with source.open("rb") as text, fresh.open("wb") as binary:
            write_mo(binary, read_po(text, locale=source.parts[-3]))
        # In one step: another run may be reading the old one.
        fresh.replace(source.with_suffix(".mo"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves most cases of the tables marked `sweep` to the slow run: each test keeps some."""
    seen: Counter[str] = Counter()
    for item in items:
        if item.get_closest_marker("sweep"):
            test = item.nodeid.partition("[")[0]
            if seen[test] % SWEPT:
                item.add_marker(pytest.mark.slow)
            seen[test] += 1


@pytest.fixture(scope="session", autouse=True)
def _pytest_of_learners() -> Iterator[None]:
    """Suites of learners that tests start do without the plugins that lie in our environment.

    Loading those takes longer than all else that such a suite does, and much longer when traced.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        yield


@pytest.fixture(autouse=True)
def _no_context_left_pushed() -> Iterator[None]:
    """Fails a test that leaves a Flask context pushed, and pops it for the tests after it."""
    yield
    if "flask" not in sys.modules:
        return
    left = _pop_all()
    assert not left, f"the test left a context pushed: {', '.join(left)}"


def _pop_all() -> list[str]:
    import flask
    import flask.globals as of_flask

    left = []
    while flask.has_request_context() or flask.has_app_context():
        # Flask 3.2 has one variable for what were two.
        held = getattr(of_flask, "_cv_request", None)
        current = (held.get(None) if held else None) or of_flask._cv_app.get()
        left.append(type(current).__name__)
        current.pop()
    return left


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """The language is one for the whole process: each test begins in English."""
    language.use("en")
    yield
    language.use("en")


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    """One warm runner for the tests of a module."""
    with Runner() as one:
        yield one
