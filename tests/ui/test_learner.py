"""A learner takes both workshops on real pseudo-terminals: the tutor in one, shells in others."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

import pexpect
import pytest

from flasktutor import language, lesson, paths
from flasktutor.conditions.served import ServedCondition
from flasktutor.language import _
from flasktutor.steps import Step
from flasktutor.steps.choice import ChoiceStep
from flasktutor.steps.do import Doing, DoStep
from flasktutor.workplace import fresh_terminal, place
from flasktutor.workplace.fresh_terminal import Ports
from tests.doctor import workbench
from tests.ui.terminal import PATIENCE, Terminal

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals"),
]
ENTER, CTRL_C = "\r", "\x03"
PROMPT = re.compile(r"\[(\d+)\]TYPE> ")
SERVES = re.compile(r"Running on (http://[\d.:]+)|Serving HTTP on")
FAILS = {
    "break-name": ("python -m flask run", "partially initialized module 'flask'"),
    "break-port": ("flask run", "Address already in use"),
    "break-flask": ("python -m flask run", "No module named flask"),
    "import-time": ("flask --app shop run", "Working outside of application context"),
    "make-database": ("python make_db.py", "Working outside of application context"),
}
"""What a step says that fails while it is broken, and what is to be read then."""
REPAIRS = ("import-time", "make-database")
"""Those where it fails before the step is done."""
INSTALLING = 120.0
"""Seconds that a command may take: some of them install packages."""


class Window:
    """A terminal of the learner's with their shell in it."""

    def __init__(
        self, folder: Path, environ: Mapping[str, str], meanwhile: Callable[[], object]
    ) -> None:
        self._meanwhile = meanwhile
        self.child = pexpect.spawn(
            "bash",
            ["--norc", "--noprofile", "-i"],
            cwd=str(folder),
            env={**environ, "PS1": "[$?]TYPE> ", "TERM": "xterm"},
            dimensions=(24, 400),
            encoding="utf-8",
        )
        self.child.delaybeforesend = None
        self._until(PROMPT)

    def type(self, line: str) -> str:
        """Type a command and wait for its end; what it printed."""
        self.child.send(line + "\n")
        self._until(PROMPT)
        return str(self.child.before)

    def serve(self, lines: list[str]) -> str:
        """Type commands of which the last one serves; the address that it prints, if it does."""
        for line in lines[:-1]:
            self.type(line)
        self.child.send(lines[-1] + "\n")
        return str(self._until(SERVES)[1] or "")

    def interrupt(self) -> None:
        """Ctrl-C, until the shell asks for a command again."""
        self.child.send(CTRL_C)
        self._until(PROMPT)

    def _until(self, pattern: re.Pattern[str]) -> re.Match[str]:
        end = time.monotonic() + INSTALLING
        while self.child.expect([pattern, pexpect.TIMEOUT], timeout=0.1):
            self._meanwhile()
            assert time.monotonic() < end, f"no {pattern.pattern}: {self.child.before}"
        assert isinstance(self.child.match, re.Match)
        return self.child.match

    def close(self) -> None:
        """Close the window, and with it what runs there."""
        self.child.close(force=True)


class Machine:
    """The learner's machine: a folder, a window to type in, one for a server, an editor."""

    def __init__(self, home: Path, folder: Path, links: Path) -> None:
        self.meanwhile: Callable[[], object] = lambda: None
        self.ports = Ports()
        self.folder = folder
        self.environ = fresh_terminal.environ(home, links)
        self.environ["FLASK_RUN_PORT"] = self.ports.instead_of("5000")
        self.address = ""
        self._shell: Window | None = None
        self._server: Window | None = None

    def do(self, doing: Doing) -> None:
        """Do it, in the order that a solution says."""
        served = [self.ports.put_into(line) for line in doing.serve.lines("unix")]
        if doing.stop or served:
            self.stop()
        for path, text in doing.files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_text(text, "utf-8")
        for line in doing.run.lines("unix"):
            self.shell().type(self.ports.put_into(line))
        if served:
            self._server = Window(self.folder, self.environ, self.meanwhile)
            if active := self.shell().type('echo "<$VIRTUAL_ENV>"').rpartition("<")[2]:
                self._server.type(f". {active.partition('>')[0]}/bin/activate")
            self.address = self._server.serve(served)

    def shell(self) -> Window:
        """The window for commands, opened when the first is typed."""
        if self._shell is None:
            self._shell = Window(self.folder, self.environ, self.meanwhile)
        return self._shell

    def stop(self) -> None:
        """End the server with Ctrl-C, and close its window."""
        if self._server is not None:
            self._server.interrupt()
            self._server.close()
        self._server = None

    def close(self) -> None:
        """Close all windows."""
        for window in (self._server, self._shell):
            if window is not None:
                window.close()


@pytest.fixture(scope="module")
def links() -> Path:
    """A folder of wheels that both workshops install from."""
    try:
        return workbench.wheels("pytest")
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"neither the package registry nor wheels of it are here: {error}")


@pytest.fixture(params=["en", "id"])
def spoken(request: pytest.FixtureRequest) -> str:
    """The language that the learner reads; the tests' own words are looked up in it, too."""
    language.use(request.param)
    return str(request.param)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with nothing in it."""
    (tmp_path / "ana").mkdir()
    return tmp_path / "ana"


@pytest.mark.parametrize("name", ["on-your-machine", "bookshop"])
def test_a_learner_does_all_of_it(
    name: str, spoken: str, home: Path, links: Path, tmp_path: Path
) -> None:
    taken = lesson.load(Path(paths.own_lessons(), f"{name}.yaml"), spoken)
    machine = Machine(home, place.proposed(taken, home), links)
    more = {**machine.environ, "SHELL": "/bin/sh", "EDITOR": None, "VISUAL": None}
    tutor = Terminal(f"--lang {spoken} lesson {name}", tmp_path, size=(100, 120), more=more)
    machine.meanwhile = lambda: tutor.look(0)
    with tutor:
        try:
            for number, step in enumerate(taken.steps, start=1):
                heading = _("{n} of {total}").format(n=number, total=len(taken.steps))
                _take(tutor, step, machine, rf"\b{flat(heading)}\b")
        finally:
            machine.close()
        wait(tutor, flat(_("Done: {title}").format(title=taken.title)))
        asked = sum(step.kind != "text" for step in taken.steps)
        score = _("{right} of {asked} right at the first try.").format(right=asked, asked=asked)
        assert score in plain(tutor.text())
        assert tutor.ends() == 0


def _take(tutor: Terminal, step: Step, machine: Machine, heading: str) -> None:
    wait(tutor, heading)
    if isinstance(step, DoStep):
        _do(tutor, step, machine, heading)
    elif isinstance(step, ChoiceStep):
        _choose(tutor, step, heading)
    wait(tutor, f"{heading}.*{flat(_('go on'))}")
    tutor.press(ENTER)


def _do(tutor: Terminal, step: DoStep, machine: Machine, heading: str) -> None:
    look = flat(_("look now"))
    takes = flat(_("Enter takes it, or type another:"))
    if re.search(takes, wait(tutor, f"{heading}.*({takes}|{look})")):
        tutor.press(ENTER)
        wait(tutor, flat(_("This folder is not there yet. Make it?")))
        tutor.press(ENTER)
        wait(tutor, f"{heading}.*{look}")
        assert list(machine.folder.iterdir()) == []
    if step.files:
        tutor.press("f")
        wait(tutor, flat(_("Put this into your folder?")))
        tutor.press(ENTER)
        wait(tutor, f"{flat(_('is there now'))}.*{heading}.*{look}")
    criteria = [mark.criterion for one in step.checks for mark in one.waiting()]
    ticked = ".*".join(f"✓ {flat(criterion)}" for criterion in criteria)
    screen = wait(tutor, f"{heading}.*[·✗]")
    assert not re.search(ticked, screen), screen
    _try(step, machine, step.key in REPAIRS)
    machine.do(step.solution)
    _try(step, machine, step.key not in REPAIRS)
    wait(tutor, f"{heading}.*{ticked}.*{right()}")
    for page in step.checks:
        if isinstance(page, ServedCondition):
            _fetch(page, machine.address)


def _try(step: DoStep, machine: Machine, now: bool) -> None:
    if now and step.key in FAILS:
        command, read = FAILS[step.key]
        assert read in machine.shell().type(command)


def _choose(tutor: Terminal, step: ChoiceStep, heading: str) -> None:
    (correct,) = (str(option) for option in step.options if option.correct)
    screen = wait(tutor, f"{heading}.*1\\. .*3\\. .*").rpartition("1. ")
    menu = "1. " + screen[2]
    places = [(menu.find(plain(str(option))), str(option)) for option in step.options]
    assert all(at >= 0 for at, _option in places), (places, menu)
    number = [option for _at, option in sorted(places)].index(correct) + 1
    tutor.press(f"{number}{ENTER}")
    wait(tutor, f"{heading}.*{right()}")


def _fetch(page: ServedCondition, address: str) -> None:
    """See that the page is there for everybody, not only for the tutor."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        answer = direct.open(address + page.look().request.path, timeout=PATIENCE)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        assert answer.status == page.status
        text = answer.read().decode()
    assert all(part in text for part in page.contains), text


def right() -> str:
    """A pattern for what is said when all is right, in the language in use."""
    return flat(_("**Right.** {message}").format(message=""))


def plain(text: str) -> str:
    """A text as it stands on the screen, in one line."""
    return " ".join(text.replace("`", "").replace("**", "").split())


def flat(text: str) -> str:
    """A pattern for a text, however the screen shows it."""
    return re.escape(plain(text))


def wait(tutor: Terminal, pattern: str) -> str:
    """Wait until the screen, in one line, shows the pattern; what fits it."""
    pattern = f"(?s){pattern}"
    found = re.search(pattern, tutor.wait(pattern, plain))
    assert found is not None
    return found[0]
