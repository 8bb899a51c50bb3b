"""Owns what every command works with: options, lessons, progress, the runner and the screen."""

from __future__ import annotations

import os
import sys
from functools import cached_property, partial
from typing import TYPE_CHECKING

from flasktutor import language, paths
from flasktutor.cli.output.say import say

if TYPE_CHECKING:
    from pathlib import Path

    from flasktutor.lesson import Lesson
    from flasktutor.openings import Opening
    from flasktutor.outlines import Outline
    from flasktutor.progress import Progress
    from flasktutor.runner.protocol import Context
    from flasktutor.runner.runner import Runner
    from flasktutor.trust import Content
    from flasktutor.ui.asking.beside import Worlds
    from flasktutor.ui.flows.desk import Desk
    from flasktutor.ui.protocol.blocks import Code
    from flasktutor.ui.protocol.screen import Screen

NARROWEST, LOWEST = 30, 8
"""Columns and rows below which a terminal has no room for menus; plain lines need none."""


class Tutor:
    """The options that all commands share, and what is made from them when needed."""

    def __init__(self, *, lang: str | None, plain: bool, folders: tuple[str, ...]):
        self.hear(lang=lang, plain=plain, folders=folders)
        self.external_editor = False
        self.trusts = False
        self._runner: Runner | None = None
        self._worlds_read: dict[Path, Worlds] = {}
        self._read: dict[tuple[str, str], Lesson] = {}
        self._opened: dict[str, Content] = {}
        self._unopened: set[str] = set()

    def hear(self, *, lang: str | None, plain: bool, folders: tuple[str, ...]) -> None:
        """Take the options as they are known by now: some may follow the command."""
        self.chosen_language = lang
        self.plain = plain or not _can_draw()
        self.folders = folders

    @cached_property
    def progress(self) -> Progress:
        """The learner's progress; what is wrong with its file is said as it is found."""
        from pathlib import Path

        from flasktutor.progress import Progress

        path = paths.stored(paths.DATABASE)
        return Progress.open(Path(path) if path else None, self._warn, homeless=not path)

    @cached_property
    def outlines(self) -> dict[str, Outline]:
        """What lists say of the lessons, by name; courses left out are said once, here."""
        from flasktutor import outlines, sources

        found, broken = outlines.of_sources(sources.sources(self.folders))
        for error in broken:
            say(error.message, err=True)
        renamed = {one.name: one.was for one in found.values() if one.was}
        if renamed:
            from flasktutor.progress.renaming import rename

            rename(self.progress, renamed)
        return found

    def lesson(self, name: str) -> Lesson:
        """The lesson of that name, in the learner's language; `COURSE/NAME` where not ours."""
        from dataclasses import replace

        from flasktutor import lesson, openings, outlines
        from flasktutor.schema import Key

        outline = outlines.pick(self.outlines, name)
        wanted = (outline.name, language.current())
        if wanted not in self._read:
            content = self._content(outline)
            read = lesson.taken_from(content, language.current())
            if outline.name in self._unopened and openings.can_be_kept(read):
                spoken = lesson.in_each_language(lesson.taken_from(content))
                openings.keep(outline.mark, spoken)
            # Progress hangs on this name.
            self._read[wanted] = replace(read, lesson=Key(outline.name))
        return self._read[wanted]

    def _content(self, outline: Outline) -> Content:
        """What the lesson is made of: what was opened of it, else as it is now."""
        from pathlib import Path

        from flasktutor import trust

        return self._opened.pop(outline.name, None) or trust.content_of(Path(outline.path))

    def opening(self, name: str) -> Opening | None:
        """What may be shown of a lesson before it is read: nothing has to be asked before."""
        from flasktutor import openings, outlines
        from flasktutor.cli import consent

        outline = outlines.pick(self.outlines, name)
        if (outline.name, language.current()) in self._read:
            return None
        self._opened[outline.name] = content = self._content(outline)
        found = openings.of(outline.mark, content, language.current())
        if found is None:
            # What was kept is gone, or of other bytes; whoever reads it whole keeps it again.
            self._unopened.add(outline.name)
        return found if found and consent.is_known(self, content) else None

    def ideas(self) -> dict[str, str]:
        """The ideas that lessons teach, by key, in the learner's language."""
        from pathlib import Path

        from flasktutor.course import ideas

        folders = dict.fromkeys(Path(outline.path).parent for outline in self.outlines.values())
        current = language.current()
        return {key: said for folder in folders for key, said in ideas(folder, current).items()}

    @cached_property
    def screen(self) -> Screen:
        """Where the learner is spoken to: a terminal, or plain lines."""
        if self.plain:
            from flasktutor.ui.plain.plain_screen import PlainScreen

            return PlainScreen(sys.stdin, sys.stdout)
        from flasktutor.ui.terminal import flow_control
        from flasktutor.ui.terminal.rich_screen import RichScreen

        flow_control.switch_off()
        return RichScreen(external_editor=self.external_editor)

    def speak_on_the_error_stream(self) -> None:
        """Speak to the learner there, in plain lines: a result is to stand alone on the other."""
        from flasktutor.ui.plain.plain_screen import PlainScreen

        self.plain = True
        self.screen = PlainScreen(sys.stdin, sys.stderr)

    def desk(self, python: Path | None = None, *, aloud: bool = True) -> Desk:
        """What a sitting works with; snippets run on `python`, else on our own interpreter.

        `aloud`, the screen says from now on what becomes of the answers.
        """
        from flasktutor.runner.runner import Runner
        from flasktutor.ui.asking.beside import Aside
        from flasktutor.ui.flows.desk import Desk

        self._runner = Runner(python)
        if aloud:
            self.progress.tell(self._warn_on_screen)
        return Desk(
            self.screen,
            self.progress,
            self._runner,
            self.outlines,
            self.lesson,
            self._may_run,
            Aside(self._worlds, partial(self._play, python)),
            self._options(),
            elsewhere=python is not None,
            opening=self.opening,
        )

    def _options(self) -> tuple[str, ...]:
        """What was said of the language now, where it is not the learner's own anyway."""
        said = self.chosen_language
        known = self.progress.setting("language")
        return ("--lang", said) if said and said != known else ()

    def _may_run(self, lesson: Lesson) -> bool:
        from flasktutor.cli import consent

        return consent.asked(self, lesson.content)

    def _worlds(self, lesson: Lesson) -> Worlds:
        from flasktutor.cli import consent, course_worlds

        folder = lesson.where.path.parent
        if folder not in self._worlds_read:
            self._worlds_read[folder] = course_worlds.of(
                folder, partial(consent.asked, self), partial(consent.is_known, self)
            )
        return self._worlds_read[folder]

    def _play(
        self, python: Path | None, lesson: Lesson, setup: str, context: Context, program: Code
    ) -> None:
        from flasktutor.cli import playing
        from flasktutor.ui.flows import explained

        later = explained.later(self.outlines, self._worlds(lesson).found, str(lesson.lesson))
        playing.play_with(self.screen, self.plain, python, setup, context, program, later)

    def close(self) -> None:
        """Let go of what was opened; TutorError says what could not be kept."""
        if "screen" in self.__dict__ and not self.plain:
            from flasktutor.ui.terminal import flow_control

            flow_control.restore()
        if self._runner is not None:
            self._runner.close()
        if "progress" in self.__dict__:
            try:
                self._keep_the_rest()
            finally:
                self.progress.close()

    def _keep_the_rest(self) -> None:
        ended_by = sys.exc_info()[1]
        self.progress.tell(self._warn)
        try:
            lost = self.progress.finish(patient=ended_by is None)
        except KeyboardInterrupt:
            lost = self.progress.finish(patient=False)
        if lost and ended_by:
            # What ended the program has its own words and its own exit code.
            from flasktutor.cli.output.complain import complain

            complain(lost)
        elif lost:
            raise lost

    def _warn(self, sentence: str) -> None:
        say(sentence, err=True)

    def _warn_on_screen(self, sentence: str) -> None:
        from flasktutor.ui.protocol.blocks import Note

        self.screen.show(Note(sentence, "bad"))


def _can_draw() -> bool:
    """Whether there is a terminal that can move its cursor, with room for a question."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    if os.environ.get("TERM", "").lower() in ("dumb", "unknown"):
        return False
    from shutil import get_terminal_size

    size = get_terminal_size()
    return size.columns >= NARROWEST and size.lines >= LOWEST
