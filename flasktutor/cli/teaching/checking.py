"""Owns `flasktutor lessons check`: one round of proving lessons, or one after every change."""

from __future__ import annotations

import contextlib
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flasktutor import paths
from flasktutor.cli.options import python_option, trust_option
from flasktutor.cli.output.say import say
from flasktutor.cli.tutor import Tutor
from flasktutor.errors import TutorError
from flasktutor.language import _, later, ngettext
from flasktutor.values import frozen
from flasktutor.varied.drawn import MOST_SEEDS

if TYPE_CHECKING:
    from flasktutor.audit import Audit
    from flasktutor.trust import Content
    from flasktutor.varied_proofs import Seeds
    from flasktutor.workplace.proving import Workshops
    from flasktutor.worlds import World

LOOK_AGAIN = 0.25
"""Seconds between two looks at the files that are watched."""
SETTLED = 0.05
"""Seconds without a change after which a file counts as written: editors empty it first."""
Stamps = dict[Path, tuple[int, int]]
"""Time of change (ns) and size (bytes) of each file."""


@click.command(
    help=later(
        "Prove lessons: read them, compare translations, run all that they claim.\n\n"
        "PATH is a lesson file or a folder of lessons; without it, the lessons that came along. "
        "With --workshops, what is done on one's own machine is done as well, in fresh folders "
        "with real environments; that takes minutes.\n\n"
        "Example: flasktutor lessons check --watch my-lessons"
    )
)
@click.argument("where", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option(
    "--watch", is_flag=True, help=later("Check again whenever a file changes; Ctrl-C ends.")
)
@click.option("--workshops", is_flag=True, help=later("Prove `do` steps, too, by doing them."))
@click.option(
    "--find-links",
    "links",
    metavar="FOLDER",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help=later("With --workshops: a folder of wheels to install from, not the registry."),
)
@click.option(
    "--seeds",
    type=click.IntRange(1, 10_000),
    metavar="N",
    help=later("How many programs of each varied question are run."),
)
@click.option(
    "--seed",
    type=click.IntRange(0, MOST_SEEDS - 1),
    metavar="SEED",
    help=later("Run and show this one program of each varied question."),
)
@python_option
@trust_option
@click.pass_obj
def check(
    tutor: Tutor,
    where: tuple[Path, ...],
    watch: bool,
    workshops: bool,
    links: Path | None,
    seeds: int | None,
    seed: int | None,
    python: Path | None,
    trust: bool,
) -> int:
    if links and not workshops:
        raise click.UsageError(_("--find-links goes with --workshops."))
    if seeds is not None and seed is not None:
        raise click.UsageError(_("Give --seeds or --seed, not both."))
    tutor.trusts = trust
    folders_or_files = where or (Path(paths.own_lessons()),)
    options = _CheckOptions(
        python=python, watches=watch, workshops=workshops, links=links, count=seeds, seed=seed
    )
    checker = _Checker(tutor, folders_or_files, options)
    if watch:
        for _round in _changes(folders_or_files):
            _mark_round(clear=not tutor.plain)
            checker.check_on()
            say(_("Waiting for changes; Ctrl-C ends."))
    return checker.check()


@frozen(kw_only=True)
class _CheckOptions:
    """How lessons are to be checked: see the command's options."""

    python: Path | None
    watches: bool
    workshops: bool
    links: Path | None
    count: int | None
    seed: int | None

    @property
    def seeds(self) -> Seeds:
        from flasktutor.varied_proofs import SEEDS, Seeds

        return Seeds(1, self.seed) if self.seed is not None else Seeds(self.count or SEEDS)


class _Checker:
    """Checks the same places again and again; the learner is asked about a lesson only once.

    Whoever watches is asked about a lesson's changes as well, which are then run, too.
    """

    def __init__(self, tutor: Tutor, where: Sequence[Path], options: _CheckOptions) -> None:
        self._tutor = tutor
        self._where = where
        self._options = options
        self._answers: dict[Path, bool] = {}

    def check(self) -> int:
        """Check all lessons that may run, say what was found, and return the exit code."""
        from flasktutor import audit, course, trust
        from flasktutor.cli.output.bar import bar

        contents = map(trust.content_of, course.gather(self._where))
        allowed = [content for content in contents if self._may_run(content)]
        if not allowed:
            say(_("Nothing was checked: no code may run."))
            return 1
        shown = not self._tutor.plain and sys.stderr.isatty()
        with bar(_("Proving lessons"), len(allowed), shown=shown) as advance:
            worlds = dict(self._worlds(allowed))
            found = audit.prove(
                allowed, self._options.python, lambda path: advance(), worlds, self._options.seeds
            )
        workshops = self._workshops(found, shown=shown)
        if self._options.seed is not None:
            from flasktutor.cli.teaching.examples import say_examples

            say_examples(found.examples)
        _say(found, workshops)
        failed = found.issues or workshops.issues or (self._options.workshops and workshops.why_not)
        return 1 if failed else 0

    def _worlds(self, allowed: Sequence[Content]) -> Iterator[tuple[Path, Sequence[World]]]:
        """The worlds of the courses, by folder, where their code may run."""
        from flasktutor import course, trust
        from flasktutor.errors import LessonError

        for folder in sorted({content.file.path.parent for content in allowed}):
            content = trust.content_of(folder / course.COURSE_FILE)
            if content.file.trouble:
                yield folder, ()
                continue
            with contextlib.suppress(LessonError):
                worlds = course.made_of(content.file).worlds
                if not worlds or self._agreed(content):
                    yield folder, worlds

    def _workshops(self, found: Audit, *, shown: bool) -> Workshops:
        """What came of the steps that are done on one's own machine."""
        from flasktutor.cli.output.bar import bar
        from flasktutor.workplace import proving

        steps = sum(len(proving.do_steps(lesson)) for lesson in found.read)
        if not self._options.workshops:
            return proving.Workshops(unproved=steps)
        having = [lesson for lesson in found.read if proving.do_steps(lesson)]
        with bar(_("Doing workshops"), len(having), shown=shown) as advance:
            return proving.prove(having, links=self._options.links, done=lambda lesson: advance())

    def check_on(self) -> None:
        """Check, and go on watching whatever comes of it: a file may be gone for a moment."""
        from flasktutor.cli.output.complain import complain

        try:
            self.check()
        except TutorError as error:
            complain(error)

    def _may_run(self, content: Content) -> bool:
        from flasktutor import lesson, trust

        # Where no lesson can be read there is no code to ask about, until it is mended.
        is_unread = not trust.is_own(content) and lesson.made_of(content)[0] is None
        return is_unread or self._agreed(content)

    def _agreed(self, content: Content) -> bool:
        from flasktutor import trust
        from flasktutor.cli import consent

        path = content.file.path
        if trust.is_own(content):
            return True
        if path not in self._answers:
            if consent.is_known(self._tutor, content):
                return True
            asked = consent.asked(self._tutor, content, for_changes=self._options.watches)
            self._answers[path] = asked
        return self._answers[path]


def _say(found: Audit, workshops: Workshops) -> None:
    from flasktutor.cli.output.complain import show_issues

    issues = tuple(sorted((*found.issues, *workshops.issues)))
    show_issues(issues)
    checked = ngettext("{n} lesson", "{n} lessons", found.lessons).format(n=found.lessons)
    runs = ngettext("{n} run", "{n} runs", found.runs).format(n=found.runs)
    flaws = ngettext("{n} flaw", "{n} flaws", len(issues)).format(n=len(issues))
    if spoken := _languages(found):
        checked = f"{checked} ({spoken})"
    line = _("{lessons}, {runs} on Flask {flask}: {flaws}")
    say(line.format(lessons=checked, runs=runs, flask=found.flask, flaws=flaws))
    if workshops.proved:
        text = ngettext("{n} `do` step done", "{n} `do` steps done", workshops.proved)
        say(text.format(n=workshops.proved))
    if workshops.unproved:
        text = ngettext(
            "{n} `do` step not proved here: {why}",
            "{n} `do` steps not proved here: {why}",
            workshops.unproved,
        )
        why = workshops.why_not or _("--workshops proves them")
        say(text.format(n=workshops.unproved, why=why))


def _languages(found: Audit) -> str:
    """The languages whose words were read, and of how many lessons where not of all."""
    from flasktutor import language

    known = language.available()
    spoken = Counter(one.language for one in found.read)
    spoken.update(code for one in found.read for code in one.content.translations if code in known)
    return ", ".join(
        code if count == len(found.read) else f"{code}: {count}" for code, count in spoken.items()
    )


def _mark_round(*, clear: bool) -> None:
    """A new round is told from the last: on a terminal alone on the screen, else by the time."""
    if clear:
        click.clear()
    say(f"-- {time.strftime('%H:%M:%S')} --")


def _changes(where: Sequence[Path], sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Yield at once, and again whenever a file of `where` was changed, made or removed."""
    while True:
        # Taken before the round: what changes during it is seen after it.
        seen = _stamps(where)
        yield
        while (now := _stamps(where)) == seen:
            sleep(LOOK_AGAIN)
        while now != seen:
            seen = now
            sleep(SETTLED)
            now = _stamps(where)


def _stamps(where: Sequence[Path]) -> Stamps:
    """All files of the folders that `where` names or stands in."""
    found: Stamps = {}
    for folder in {path if path.is_dir() else path.parent for path in where}:
        for file in folder.glob("*.yaml"):
            try:
                status = file.stat()
            except OSError:  # An editor replaces it just now.
                continue
            found[file] = (status.st_mtime_ns, status.st_size)
    return found
