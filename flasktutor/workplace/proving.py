"""Owns proving `do` steps: doing them for real, in a fresh folder with a real environment.

For each step, in order: where it begins at least one of its checks does not hold; each example
of a mistake meets its message; and after the solution all checks hold. A step begins where
the solutions of the steps before it have led.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from flasktutor.checks import shorten
from flasktutor.errors import Issue
from flasktutor.language import _
from flasktutor.lesson import Lesson
from flasktutor.steps.base import Verdict
from flasktutor.steps.do import Doing, DoStep
from flasktutor.values import frozen
from flasktutor.workplace import fresh_terminal
from flasktutor.workplace.fresh_terminal import Ports
from flasktutor.workplace.place import Workplace
from flasktutor.workplace.shell import Shell, TypedCommand
from flasktutor.workplace.watcher import Watcher

COMMAND_SECONDS = 300.0
"""What a command may take: installing packages over a slow line takes minutes."""
WORKERS = 2
"""How many lessons are gone through side by side: much of what they do is waiting."""
SERVER_SECONDS = 20.0
"""What a server may take until it answers."""
_BETWEEN_LOOKS = 0.2
_PROBE_SECONDS = 60.0


@frozen(kw_only=True)
class Workshops:
    """What came of proving: flaws, how many `do` steps were proved, why others were not."""

    issues: tuple[Issue, ...] = ()
    proved: int = 0
    unproved: int = 0
    why_not: str = ""


def do_steps(lesson: Lesson) -> list[DoStep]:
    """The steps of `lesson` that are done on the learner's machine."""
    return [step for step in lesson.steps if isinstance(step, DoStep)]


def prove(
    lessons: Sequence[Lesson],
    *,
    links: Path | None = None,
    done: Callable[[Lesson], None] = lambda lesson: None,
) -> Workshops:
    """Prove the `do` steps of `lessons`; packages come from the registry, or from `links`.

    `done` is called with each lesson that was gone through.
    """
    having = [lesson for lesson in lessons if do_steps(lesson)]
    count = sum(len(do_steps(lesson)) for lesson in having)
    if why_not := _why_not(links) if having else "":
        return Workshops(unproved=count, why_not=why_not)
    results = _side_by_side(having, links, done)
    proved = sum(each.proved for each in results)
    return Workshops(
        issues=tuple(sorted(issue for each in results for issue in each.issues)),
        proved=proved,
        unproved=count - proved,
        why_not=_("a step before them fails") if proved < count else "",
    )


def _side_by_side(
    lessons: Sequence[Lesson], links: Path | None, done: Callable[[Lesson], None]
) -> list[Workshops]:
    """Each lesson's own result. What raises in one, or Ctrl-C, ends the others as well."""
    with ThreadPoolExecutor(WORKERS) as pool, ExitStack() as ends:
        workshops = [ends.enter_context(_Workshop(lesson, links)) for lesson in lessons]
        proofs = [pool.submit(workshop.proof, done) for workshop in workshops]
        try:
            return [proof.result() for proof in proofs]
        except BaseException:
            for workshop in workshops:
                workshop.halt()
            pool.shutdown()
            raise


def _why_not(links: Path | None) -> str:
    """Why nothing can be proved here; "" where it can."""
    if sys.platform == "win32":
        return _("the commands of solutions are only run by the shells of macOS and Linux")
    if links is None and not _registry_answers():
        return _("the package registry does not answer; `--find-links` takes wheels from a folder")
    return ""


def _registry_answers() -> bool:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--dest"]
    with tempfile.TemporaryDirectory(prefix="flasktutor-probe-") as folder:
        try:
            done = subprocess.run(
                [*command, folder, "itsdangerous"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_PROBE_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
    return done.returncode == 0


class _HaltedError(Exception):
    """The proof is broken off."""


class _Workshop:
    """One lesson's steps, done one after another in a folder of their own."""

    def __init__(self, lesson: Lesson, links: Path | None) -> None:
        self._halted = False
        self._watcher: Watcher | None = None
        self._lesson = lesson
        self._ends = ExitStack()
        base = Path(self._ends.enter_context(_folder()))
        self._folder = base / (lesson.folder or str(lesson.lesson))
        self._folder.mkdir()
        self._kept = base / "kept"
        self._ports = Ports()
        self._environ = {
            **fresh_terminal.environ(base, links), "FLASK_RUN_PORT": self._ports.instead_of("5000"),
        }  # fmt: skip
        self._server: Shell | None = None
        self._serving: tuple[str, ...] = ()
        self._ends.callback(self._stop_server)
        self._shell = self._ends.enter_context(Shell(self._folder, self._environ))

    def __enter__(self) -> _Workshop:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._ends.close()

    def proof(self, done: Callable[[Lesson], None]) -> Workshops:
        """What comes of the steps. After a solution that fails the rest proves nothing."""
        issues: list[Issue] = []
        proved = 0
        for step in do_steps(self._lesson):
            found, complaint = self._step(step)
            issues += found
            if complaint:
                issues.append(step.where.issue(f"`{step.key}`: {complaint}", "solution"))
                break
            proved += 1
        done(self._lesson)
        return Workshops(issues=tuple(issues), proved=proved)

    def halt(self) -> None:
        """End what runs, whoever waits for it; called while another thread is at work."""
        self._halted = True
        self._shell.kill()
        if self._watcher is not None:
            self._watcher.stop()

    def _step(self, step: DoStep) -> tuple[list[Issue], str]:
        """Flaws of a step, and what is wrong with its solution."""
        _write(self._folder, step.files, over=False)
        place = Workplace(folder=self._folder, environment=None)
        watcher = self._watcher = Watcher(step, place, self._environ)
        try:
            flaws = [*self._beginning(step, watcher), *self._mistakes(step, watcher)]
            return flaws, self._complaint(step, watcher)
        finally:
            watcher.stop()

    def _beginning(self, step: DoStep, watcher: Watcher) -> Iterator[Issue]:
        if _looked(watcher).right:
            text = _("`{key}`: all checks hold before anything was done").format(key=step.key)
            yield step.where.issue(text, "checks")

    def _mistakes(self, step: DoStep, watcher: Watcher) -> Iterator[Issue]:
        for mistake in step.mistakes:
            with self._put_back():
                typed = self._do(mistake.example)
                verdict = self._settled(watcher, partial(_says, mistake.say))
            if verdict.message != mistake.say:
                told = shorten(verdict.message or _("none"))
                text = _("the example of a mistake meets another message: {message}")
                words = text.format(message=told) + _last_words(typed)
                yield mistake.where.issue(f"`{step.key}`: {words}", "example")

    def _complaint(self, step: DoStep, watcher: Watcher) -> str:
        """What is wrong with the solution of `step`, or nothing."""
        typed = self._do(step.solution)
        verdict = self._settled(watcher, lambda seen: seen.right)
        if verdict.right:
            return ""
        failed = next(mark for mark in verdict.marks if not mark.passed)
        instead = shorten(failed.fault or failed.seen or failed.state)
        text = _("the solution fails: {criterion}; instead: {seen}")
        words = text.format(criterion=failed.criterion, seen=instead)
        return words + _last_words(typed)

    def _settled(self, watcher: Watcher, expected: Callable[[Verdict], bool]) -> Verdict:
        """The verdict as expected; else the first, or where a server runs, that after some time."""
        deadline = time.monotonic() + (SERVER_SECONDS if self._server else 0)
        while not expected(verdict := _looked(watcher)) and time.monotonic() < deadline:
            time.sleep(_BETWEEN_LOOKS)
        return verdict

    def _do(self, doing: Doing) -> list[TypedCommand]:
        """Do it; a server that it starts runs on."""
        if doing.stop or doing.serve.lines("unix"):
            self._stop_server()
        _write(self._folder, doing.files, over=True)
        typed = [self._type(line) for line in doing.run.lines("unix")]
        if lines := doing.serve.lines("unix"):
            self._serve(lines)
        return typed

    def _type(self, line: str) -> TypedCommand:
        if self._halted:
            raise _HaltedError
        return self._shell.run(self._ports.put_into(line), COMMAND_SECONDS)

    def _serve(self, lines: tuple[str, ...]) -> None:
        folder, environ = self._shell.environ()
        self._server, self._serving = Shell(folder, environ), lines
        for line in lines:
            self._server.begin(self._ports.put_into(line))

    def _stop_server(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server, self._serving = None, ()

    @contextmanager
    def _put_back(self) -> Iterator[None]:
        """Keep the folder as it is, and put it back where it was: environments cannot move."""
        subprocess.run(["cp", "-a", self._folder, self._kept], check=True)
        serving = self._serving
        try:
            yield
        finally:
            self._stop_server()
            shutil.rmtree(self._folder)
            self._kept.rename(self._folder)
            self._shell.run(f"cd '{self._folder}'", COMMAND_SECONDS)
            if serving:
                self._serve(serving)


def _says(message: str, verdict: Verdict) -> bool:
    return verdict.message == message


def _looked(watcher: Watcher) -> Verdict:
    verdict = watcher.look(at_once=True)
    if verdict is None:
        raise _HaltedError
    return verdict


def _last_words(typed: list[TypedCommand]) -> str:
    """What the first command that failed printed last."""
    for one in typed:
        if one.code != 0:
            last = one.output.strip().rpartition("\n")[2]
            text = _("; `{command}` ended with {code}: {output}")
            return text.format(command=one.command, code=one.code, output=shorten(last))
    return ""


def _write(folder: Path, files: Mapping[str, str], *, over: bool) -> None:
    for path, text in files.items():
        file = folder / path
        if over or not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")


@contextmanager
def _folder() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="flasktutor-workshop-") as folder:
        # As programs see it: a link on the way would make another path of it.
        yield str(Path(folder).resolve())
