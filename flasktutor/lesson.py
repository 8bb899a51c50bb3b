"""Owns a lesson in one language: what its file says, read with every issue, and translated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from flasktutor import trust, yamlsource
from flasktutor.errors import Issue, LessonError, UsageError
from flasktutor.language import SOURCE_LANGUAGE, _
from flasktutor.schema import COMPUTED, Code, Key, Reader, Report, Spec, Words, nearest, wording
from flasktutor.steps import Step
from flasktutor.trust import Content
from flasktutor.values import frozen
from flasktutor.yamlsource import Mapping as MappingNode
from flasktutor.yamlsource import Node, Scalar, Sequence

if TYPE_CHECKING:
    from flasktutor.overlay import Overlay

FORMAT = 1
_LANGUAGE = re.compile("[a-z]{2,3}(_[A-Z]{2})?")


@frozen(kw_only=True)
class Lesson(Spec):
    """A lesson, in one language.

    `language` is that of its words, `written_in` that of the file; `untranslated` names the steps
    of which some words are missing in it. All of it was made from `content`.
    """

    format: int
    """The version of this format: 1."""
    lesson: Key
    """The lesson's name: the name of its file without `.yaml`."""
    title: Words
    """The title in lists and above every step."""
    summary: Words
    """One sentence: what the learner will understand afterwards."""
    steps: tuple[Step, ...]
    """The screens of the lesson, in order."""
    practice: tuple[Step, ...] = ()
    """Questions with `vary` that do not stand in the lesson's way: `drill` asks them."""
    level: Literal["beginner", "intermediate"] = "beginner"
    """Whom it is for."""
    minutes: int = 15
    """How long it takes about, in minutes."""
    requires: tuple[Key, ...] = ()
    """The lessons to take before this one."""
    setup: Code = Code("")
    """Code that stands before every snippet; folded away on screen."""
    words: Mapping[str, Words] = field(default_factory=dict)
    """What code says in the learner's language, by name; written as `{{ words.NAME }}`."""
    folder: str = ""
    """For lessons with `do` steps: the name to propose for the learner's folder."""
    language: str = SOURCE_LANGUAGE
    """The language that it is written in: `id`; English unless given."""
    written_in: str = field(default=SOURCE_LANGUAGE, metadata=COMPUTED)
    untranslated: frozenset[str] = field(default=frozenset(), metadata=COMPUTED)
    content: Content = field(default=Content(), compare=False, repr=False, metadata=COMPUTED)

    def check(self, report: Report) -> None:
        if self.format != FORMAT:
            report("format", _("only format {n} is known").format(n=FORMAT))
        if not self.steps:
            report("steps", _("a lesson needs at least one step"))
        for step in self.practice:
            if not getattr(step, "vary", None):
                report("vary", _("only questions with `vary` can be practised"), step)
        if not is_language(self.language):
            report("language", _("a language is a code such as `id` or `pt_BR`"))
        self._check_keys(report)
        if not self.setup:
            self._check_apps(self.all_steps, report)
        else:
            self._check_apps([s for s in self.all_steps if not getattr(s, "setup", True)], report)

    def _check_keys(self, report: Report) -> None:
        seen: set[str] = set()
        for step in self.all_steps:
            if step.key in seen:
                text = _("another step has the key `{key}` already")
                report("key", text.format(key=step.key), step)
            seen.add(step.key)
        for step in self.all_steps:
            for key in step.was:
                if key in seen:
                    text = _("`{key}` is, or was, the key of another step")
                    report("was", text.format(key=key), step)
                seen.add(key)

    def _check_apps(self, steps: Iterable[Step], report: Report) -> None:
        """Refuse a context that is pushed where no setup makes an app for it."""
        for step in steps:
            context = getattr(step, "context", None)
            if context and "context" in step.where.fields and context.kind != "none":
                text = _("no setup stands before this code, so there is no `app` to push it on")
                report("context", text, step)

    def is_missing(self, step: Step, spoken: str) -> bool:
        """Whether that step stands untranslated in a lesson that has words in that language."""
        return spoken == self.language and step.key in self.untranslated

    @property
    def was(self) -> dict[str, str]:
        """What keys of steps were before → what they are."""
        return {str(key): str(step.key) for step in self.all_steps for key in step.was}

    @property
    def all_steps(self) -> tuple[Step, ...]:
        """The steps, and what is there to practise."""
        return (*self.steps, *self.practice)

    def step(self, key: str) -> Step:
        """The step of that key; a `TutorError` with the nearest key where there is none."""
        for step in self.steps:
            if step.key == key:
                return step
        raise UsageError(
            _("The lesson `{lesson}` has no step `{key}`.").format(lesson=self.lesson, key=key),
            hint=nearest(key, [step.key for step in self.steps]),
        )


def is_language(text: str) -> bool:
    """Whether `text` is the code of a language, as in the name of a translation."""
    return _LANGUAGE.fullmatch(text) is not None


def load(path: Path, wanted: str | None = None) -> Lesson:
    """The lesson in the file at `path` as it is now, as `taken_from` gives it."""
    return taken_from(trust.content_of(path), wanted)


def taken_from(content: Content, wanted: str | None = None) -> Lesson:
    """The lesson in the language `wanted`, its own where words are missing, or none is wanted.

    Raises `LessonError` with every flaw of the file.
    """
    lesson, issues = made_of(content)
    if lesson is None or issues:
        path = content.file.path
        raise LessonError(
            _("The lesson `{name}` cannot be taken: its file has flaws.").format(name=path.stem),
            tuple(sorted(issues)),
            hint=_("`flasktutor lessons check {path}` shows them all.").format(path=path),
        )
    if wanted is None or wanted == lesson.language:
        return lesson
    translated, _overlay = translate(lesson, wanted)
    return translated


def read(path: Path) -> tuple[Lesson | None, list[Issue]]:
    """The lesson in the file at `path` as it is now, with every issue that was found."""
    return made_of(trust.content_of(path))


def made_of(
    content: Content, said: Mapping[str, str] | None = None
) -> tuple[Lesson | None, list[Issue]]:
    """The lesson that `content` holds, with every issue that was found.

    Its code says the lesson's `words`, or those that are `said` in place of them.
    """
    path = content.file.path
    top, issues = yamlsource.parse(content.file)
    if top is None:
        return None, issues
    reader = Reader(path)
    own = wording.given(top.get("words") if isinstance(top, MappingNode) else None, reader.report)
    reader.words = own if said is None else said
    lesson = reader.read(Lesson, top)
    if lesson is None:
        _repeated_keys(top, reader)
        return None, reader.issues
    if lesson.lesson != path.stem:
        text = _("the file is called `{name}`; lesson and file have one name")
        reader.issues.append(lesson.where.issue(text.format(name=path.name), "lesson"))
    steps = tuple(step.standing_in(lesson.setup) for step in lesson.steps)
    practice = tuple(step.standing_in(lesson.setup) for step in lesson.practice)
    made = replace(
        lesson, content=content, written_in=lesson.language, steps=steps, practice=practice
    )
    return made, reader.issues


def _repeated_keys(top: Node, reader: Reader) -> None:
    """Report steps of one key, in a lesson that has other flaws: no step is compared there."""
    seen: set[str] = set()
    lists = (
        [top.get(name) for name in ("steps", "practice")] if isinstance(top, MappingNode) else []
    )
    steps = [step for one in lists if isinstance(one, Sequence) for step in one.items]
    keys = [step.get("key") for step in steps if isinstance(step, MappingNode)]
    for key in keys:
        if isinstance(key, Scalar) and key.text in seen:
            text = _("another step has the key `{key}` already")
            reader.report(key, text.format(key=key.text))
        seen.add(key.text if isinstance(key, Scalar) else "")


def translate(lesson: Lesson, wanted: str) -> tuple[Lesson, Overlay]:
    """The lesson with the words of its overlay, and what was found on the way."""
    from flasktutor.overlay import Overlay, overlay_of

    file = lesson.content.translations.get(wanted)
    bare = replace(lesson, untranslated=frozenset(step.key for step in lesson.all_steps))
    if file is None:
        return bare, Overlay(Reader(lesson.where.path.with_suffix(f".{wanted}.yaml")))
    header = {"format": str(FORMAT), "lesson": str(lesson.lesson)}
    overlay, words = overlay_of(file, wanted, header)
    if words is None:
        return bare, overlay
    laid = overlay.lay(_worded(lesson, words, overlay.reader), words)
    named = (path.split(" → ") for _n, path in overlay.gaps)
    gaps = {parts[1] for parts in named if parts[0] in ("steps", "practice") and len(parts) > 1}
    return replace(laid, language=wanted, untranslated=frozenset(gaps)), overlay


def in_each_language(lesson: Lesson) -> dict[str, Lesson]:
    """The lesson by language; the one that it is written in, and that it is given in, first."""
    others = [each for each in lesson.content.translations if each != lesson.language]
    return {lesson.language: lesson} | {each: translate(lesson, each)[0] for each in others}


def _worded(lesson: Lesson, translation: MappingNode, reader: Reader) -> Lesson:
    """The lesson as its code speaks in a translation; what stands in the way goes to `reader`."""
    told = wording.given(translation.get("words"), reader.report)
    words = {name: told.get(name, own) for name, own in lesson.words.items()}
    again, issues = made_of(lesson.content, words) if words else (None, [])
    for issue in issues:
        reader.add(issue)
    reader.words = words if again else lesson.words
    return again or lesson
