"""Owns `lessons check`: proves lessons by reading, comparing and running all that they claim."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from flasktutor import course, lesson, yamlsource
from flasktutor.errors import Issue, LessonError
from flasktutor.language import _
from flasktutor.lesson import Lesson
from flasktutor.overlay import Pair
from flasktutor.runner.runner import Runner
from flasktutor.steps import Step

WORKERS = 2
_SPAN = re.compile(r"(`+)(.+?)\1", re.DOTALL)


@dataclass(frozen=True)
class Audit:
    """What was found: flaws in order of place, and how much was read and run."""

    issues: tuple[Issue, ...]
    lessons: int
    runs: int
    flask: str = ""


def audit(
    paths: Iterable[Path],
    python: Path | None = None,
    done: Callable[[Path], None] = lambda path: None,
) -> Audit:
    """Everything that is wrong with the lessons at `paths`, run by the interpreter `python`.

    `done` is called with each lesson's path when it has been proved. Raises
    `TutorError` where no interpreter with Flask can be started.
    """
    paths = list(paths)
    with ThreadPoolExecutor(WORKERS) as pool:
        runners: SimpleQueue[Runner] = SimpleQueue()
        started = [Runner(python) for _n in range(min(WORKERS, len(paths)))]
        try:
            for runner in started:
                runner.start()
                runners.put(runner)
            found = list(pool.map(lambda path: _prove(path, runners, done), paths))
            flask = started[0].flask_version if started else ""
        finally:
            for runner in started:
                runner.close()
    strays = _stray_overlays({path.parent for path in paths})
    issues = sorted({*strays, *(issue for one, _runs in found for issue in one)})
    return Audit(tuple(issues), len(paths), sum(runs for _one, runs in found), flask)


def _prove(
    path: Path, runners: SimpleQueue[Runner], done: Callable[[Path], None]
) -> tuple[list[Issue], int]:
    read, issues = lesson.read(path)
    if read is None:
        done(path)
        return issues, 0
    issues = [*issues, *_ideas(read), *_translations(read)]
    runner = runners.get()
    try:
        ran = list(_runs(read, runner))
    finally:
        runners.put(runner)
    done(path)
    return [*issues, *(issue for found, _n in ran for issue in found)], sum(n for _f, n in ran)


def _runs(read: Lesson, runner: Runner) -> Iterator[tuple[list[Issue], int]]:
    for step in read.steps:
        proofs = list(step.proofs(read.setup))
        if not proofs or (step.flask and not step.holds_for(runner.flask_version)):
            continue
        for proof in proofs:
            results = [runner.run(request) for request in proof.requests]
            complaint = proof.complaint(*results)
            named = f"`{step.key}`: {complaint}"
            yield [step.where.issue(named, proof.field)] if complaint else [], len(results)


def _ideas(read: Lesson) -> Iterator[Issue]:
    """Ideas that steps name and the course does not know."""
    try:
        spec = course.course(read.where.path.parent)
    except LessonError as error:
        yield from error.issues
        return
    if spec is None:
        return
    known = {idea.key for idea in spec.ideas}
    for step in read.steps:
        for part, name in _named_ideas(step):
            for key in name:
                if key not in known:
                    text = _("the idea `{key}` is not in {file}")
                    file = course.COURSE_FILE
                    yield part.where.issue(text.format(key=key, file=file))


def _named_ideas(step: Step) -> Iterator[tuple[Step, tuple[str, ...]]]:
    yield step, step.teaches
    for name in ("options", "choices", "mistakes"):
        for part in getattr(step, name, ()):
            if part.misconception:
                yield part, (part.misconception,)


def _translations(read: Lesson) -> Iterator[Issue]:
    path = read.where.path
    for file in sorted(path.parent.glob(f"{path.stem}.*.yaml")):
        _translated, overlay = lesson.translate(read, file.name.split(".")[1])
        yield from overlay.reader.issues
        for node, place in overlay.gaps:
            text = _("not translated: {place}").format(place=place)
            yield Issue(file, node.line, node.column, text)
        for pair in overlay.pairs:
            yield from _same_spans(file, pair)


def _same_spans(file: Path, pair: Pair) -> Iterator[Issue]:
    source, translation = spans(pair.source), spans(pair.translation)
    differing = [*(source - translation), *(translation - source)]
    if differing:
        listed = ", ".join(f"`{span}`" for span in differing)
        text = _("code spans differ from the lesson's: {listed}").format(listed=listed)
        yield Issue(file, pair.node.line, pair.node.column, text)


def spans(text: str) -> Counter[str]:
    """The code spans of a Markdown text, blanks and line breaks evened out."""
    return Counter(" ".join(found[1].split()) for found in _SPAN.findall(text))


def gather(where: Sequence[Path]) -> list[Path]:
    """The lesson files that `where` names: files as they are, folders by what is in them.

    Raises `TutorError` where there is none.
    """
    found: list[Path] = []
    for path in where:
        found.extend(course.lesson_files(path) if path.is_dir() else [_lesson_of(path)])
    if not found:
        raise course.no_lessons(*where)
    return list(dict.fromkeys(found))


def _lesson_of(path: Path) -> Path:
    """The lesson that a file is about: itself, or the one that it translates."""
    return path.with_name(path.name.split(".")[0] + ".yaml")


def _stray_overlays(folders: set[Path]) -> Iterator[Issue]:
    """Translations that belong to no lesson."""
    for folder in sorted(folders):
        names = {path.stem for path in folder.glob("*.yaml")}
        for path in sorted(folder.glob("*.*.yaml")):
            name = path.name.split(".")[0]
            if name not in names:
                yield Issue(path, 1, 1, _("there is no lesson `{name}`").format(name=name))


def source_line(issue: Issue) -> str:
    """The line that an issue points at, with a caret line under its column."""
    text, _unread = yamlsource.read_text(issue.path)
    lines = text.splitlines()
    if not 0 < issue.line <= len(lines):
        return ""
    line = lines[issue.line - 1].replace("\t", " ")
    return f"{line}\n{' ' * (issue.column - 1)}^"
