"""Owns `lessons check`: proves lessons by reading, comparing and running all that they claim."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from queue import SimpleQueue

from flasktutor import (
    course,
    course_proofs,
    language,
    lesson,
    translation_proofs,
    trust,
    varied_proofs,
    world_proofs,
)
from flasktutor.drawing import UndrawnError
from flasktutor.errors import Issue, LessonError
from flasktutor.language import _
from flasktutor.lesson import Lesson
from flasktutor.runner.protocol import RunRequest, RunResult
from flasktutor.runner.runner import Runner
from flasktutor.steps.varied import VariedStep
from flasktutor.trust import Content
from flasktutor.values import frozen
from flasktutor.varied_proofs import USUAL, Seeds
from flasktutor.worlds import World

WORKERS = 2


@frozen
class Audit:
    """What was found: flaws in order of place, and how much was read and run.

    `read` are the lessons that could be read; `examples`, a program of each varied question.
    """

    issues: tuple[Issue, ...]
    lessons: int
    runs: int
    flask: str = ""
    read: tuple[Lesson, ...] = ()
    examples: tuple[VariedStep, ...] = ()


Worlds = Mapping[Path, Sequence[World]]
"""The wrong worlds of the course in each folder; a folder whose worlds may not run is missing."""


def audit(
    files: Iterable[Path],
    python: Path | None = None,
    done: Callable[[Path], None] = lambda path: None,
    seeds: Seeds = USUAL,
) -> Audit:
    """Everything that is wrong with the lessons at `files` as they are now; see `prove`."""
    contents = list(map(trust.content_of, files))
    worlds: dict[Path, Sequence[World]] = {}
    for folder in {content.file.path.parent for content in contents}:
        # What is wrong with a course file is said with the rest.
        with contextlib.suppress(LessonError):
            spec = course.course(folder)
            worlds[folder] = spec.worlds if spec else ()
    return prove(contents, python, done, worlds, seeds)


def prove(
    contents: Sequence[Content],
    python: Path | None = None,
    done: Callable[[Path], None] = lambda path: None,
    worlds: Worlds | None = None,
    seeds: Seeds = USUAL,
) -> Audit:
    """Everything that is wrong with lessons that were read, run by the interpreter `python`.

    The worlds of courses that are there as a whole are proved as well. `done` is called with each
    lesson's path when it has been proved. Raises `TutorError` where no interpreter with Flask can
    be started.
    """
    known = worlds or {}
    whole = [path.parent for path in whole_courses(contents)]
    with ThreadPoolExecutor(WORKERS) as pool:
        runners: SimpleQueue[Runner] = SimpleQueue()
        started = [_Prover(python) for _n in range(min(WORKERS, len(contents)))]
        # Started when first needed. What chance there is in a process it has otherwise.
        other = _Prover(python)
        run = _Run(runners, other.run, known, seeds)
        try:
            for runner in started:
                runner.start()
                runners.put(runner)
            found = _each(contents, lambda one: _prove(one, run, done), pool)
            proved = [
                world_proofs.prove(
                    known.get(folder, ()),
                    lambda jobs: list(pool.map(lambda job: _run(job, runners), jobs)),
                )
                for folder in whole
            ]
            flask = started[0].flask_version if started else ""
        finally:
            for runner in (*started, other):
                runner.is_over = True
                runner.close()
    folders = sorted({content.file.path.parent for content in contents})
    around = [issue for folder in folders for issue in _around(folder)]
    flaws = [*chain(*(one.issues for one in proved)), *chain(*(one.issues for one in found))]
    return Audit(
        tuple(sorted({*around, *flaws})),
        len(contents),
        sum(one.runs for one in proved) + sum(one.runs for one in found),
        flask,
        read=tuple(one.read for one in found if one.read is not None),
        examples=tuple(example for one in found for example in one.examples),
    )


class _Prover(Runner):
    """A runner that is not started again once the proof is over, as after Ctrl-C."""

    is_over = False

    def run(self, request: RunRequest) -> RunResult:
        if self.is_over:
            raise CancelledError
        return super().run(request)


class _Once:
    """Runs the programs of one lesson, and counts. One that comes again comes out as it did."""

    def __init__(self, runner: Runner, again: Callable[[RunRequest], RunResult]) -> None:
        self._runner = runner
        self._again = again
        self._known: dict[str, RunResult] = {}
        self.runs = 0

    @property
    def flask_version(self) -> str:
        return self._runner.flask_version

    def run(self, request: RunRequest) -> RunResult:
        # A request holds what cannot be hashed; what it shows of itself is all of it.
        told = repr(request)
        if told not in self._known:
            self.runs += 1
            self._known[told] = self._runner.run(request)
        return self._known[told]

    def again(self, request: RunRequest) -> RunResult:
        """Run it elsewhere, whatever came of it here; the same program is run so once only."""
        told = f"again {request!r}"
        if told not in self._known:
            self.runs += 1
            self._known[told] = self._again(request)
        return self._known[told]


def _run(job: RunRequest, runners: SimpleQueue[Runner]) -> RunResult:
    runner = runners.get()
    try:
        return runner.run(job)
    finally:
        runners.put(runner)


def whole_courses(contents: Iterable[Content]) -> list[Path]:
    """The course files of folders all of whose lessons are among `contents`."""
    paths = {content.file.path for content in contents}
    folders = sorted({path.parent for path in paths})
    files = [folder / course.COURSE_FILE for folder in folders
             if paths.issuperset(course.lesson_files(folder))]  # fmt: skip
    return [file for file in files if file.exists()]


@frozen
class _Proved:
    """One lesson, where it could be read, its flaws, and how many runs it took to find them."""

    read: Lesson | None
    issues: list[Issue]
    runs: int = 0
    examples: tuple[VariedStep, ...] = ()

    def told_beside(self, own: _Proved) -> Iterator[Issue]:
        """Its flaws, but for those that are the lesson's `own`, and in which language they are."""
        spoken = self.read.language if self.read else ""
        for issue in self.issues:
            if issue not in own.issues:
                text = _("in `{language}`: {flaw}").format(language=spoken, flaw=issue.text)
                yield issue._replace(text=text)


def _each(
    contents: Sequence[Content],
    prove: Callable[[Content], _Proved],
    pool: ThreadPoolExecutor,
) -> list[_Proved]:
    """What is found of each, in their order; the longest are begun first.

    So none has much left to do at the end, while what could help has nothing.
    """
    longest = sorted(contents, key=lambda one: len(one.file.data), reverse=True)
    paths = (one.file.path for one in longest)
    found = dict(zip(paths, pool.map(prove, longest), strict=True))
    return [found[one.file.path] for one in contents]


@frozen
class _Run:
    """What the proofs of all lessons have in common."""

    runners: SimpleQueue[Runner]
    again: Callable[[RunRequest], RunResult]
    worlds: Worlds
    seeds: Seeds


def _prove(content: Content, run: _Run, done: Callable[[Path], None]) -> _Proved:
    read, issues = lesson.made_of(content)
    if read is None:
        done(content.file.path)
        return _Proved(read, issues)
    issues = [
        *issues,
        *course_proofs.of_lesson(read),
        *translation_proofs.of_lesson(read),
    ]
    runner = run.runners.get()
    try:
        once, known = _Once(runner, run.again), run.worlds.get(content.file.path.parent)
        ran = _ran(read, once, known, run.seeds)
        translated = [_ran(one, once, known, run.seeds) for one in _translations(read)]
    finally:
        run.runners.put(runner)
    done(content.file.path)
    for one in translated:
        issues += one.told_beside(ran)
    return _Proved(read, [*issues, *ran.issues], once.runs, _spoken(ran, translated))


def _spoken(own: _Proved, translated: Sequence[_Proved]) -> tuple[VariedStep, ...]:
    """The examples in the language in use, where the lesson has its words."""
    assert own.read is not None
    for one in translated:
        if one.read and one.read.language == language.current():
            return one.examples
    if not own.examples or language.current() not in own.read.content.translations:
        return own.examples
    told, _overlay = lesson.translate(own.read, language.current())
    try:
        return varied_proofs.in_words(told, own.examples)
    except UndrawnError:  # the translation has a flaw, which is said
        return own.examples


def _translations(read: Lesson) -> Iterator[Lesson]:
    """The lesson in each other language in which its code says something else."""
    if read.words:
        for spoken in read.content.translations:
            if not translation_proofs.unspoken(read.language, spoken):
                yield lesson.translate(read, spoken)[0]


def _ran(read: Lesson, once: _Once, worlds: Sequence[World] | None, seeds: Seeds) -> _Proved:
    """What running all that a lesson says in its language shows."""
    issues = list(_flaws(read, once))
    if worlds is None or not varied_proofs.varied(read):
        return _Proved(read, issues)
    runners = varied_proofs.Runners(once.run, once.again)
    varied = varied_proofs.prove(read, once.flask_version, worlds, seeds, runners)
    return _Proved(read, [*issues, *varied.issues], examples=varied.examples)


def _flaws(read: Lesson, once: _Once) -> Iterator[Issue]:
    for step in read.all_steps:
        if not step.holds_for(once.flask_version):
            continue
        # The programs of varied questions are proved by themselves.
        made = iter(()) if isinstance(step, VariedStep) and step.vary else step.proofs(read.setup)
        for proof in chain(made, step.claim_proofs(read.setup, once.flask_version)):
            issue = proof.issue(step, tuple(map(once.run, proof.requests)))
            if issue:
                yield issue


def _around(folder: Path) -> Iterator[Issue]:
    """What is wrong with a folder and its course file, in any language."""
    yield from course_proofs.of_folder(folder)
    try:
        spec = course.course(folder)
    except LessonError as error:
        yield from error.issues
        return
    if spec is not None:
        yield from course_proofs.of_course(spec, folder)
        yield from translation_proofs.of_course(spec, folder)
