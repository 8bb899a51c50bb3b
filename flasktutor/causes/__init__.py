"""Owns why Flask fails: one knowledge base for `explain`, `check-install` and lessons.

A cause is data in `knowledge/`: how it is recognised, what it means, how it is
repaired. What a text alone cannot prove is said as probable. Everything here is pure;
nothing asks the machine.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from flasktutor import language
from flasktutor.causes import clashes, reports, shadows, store, telling, untyped
from flasktutor.causes.clashes import Clash, Sighting
from flasktutor.causes.cleaning import clean
from flasktutor.causes.environment import Environment, in_text
from flasktutor.causes.gone import speaks_of_missing
from flasktutor.causes.matching import (
    ALL_RANKS,
    BESIDE_ERRORS,
    Match,
    hinted_at,
    match_error,
    match_line,
)
from flasktutor.causes.model import Cause, CodePlace, Explanation, Fix, FoundError
from flasktutor.causes.reading import (
    has_traceback,
    is_cut_off,
    read_errors,
    read_lead,
    read_place,
    read_places,
    without_hint,
)
from flasktutor.causes.recognising import only_tried, recognised
from flasktutor.causes.stated import flask_version
from flasktutor.causes.system import System

__all__ = [
    "Cause",
    "Clash",
    "CodePlace",
    "Explanation",
    "Fix",
    "FoundError",
    "System",
    "article",
    "cause",
    "describe",
    "explain_clash",
    "explain_error",
    "explain_text",
    "explain_versions",
    "has_traceback",
    "ids",
    "is_cut_off",
    "known",
    "listed",
    "of_type",
]  # fmt: skip

_MEANT = ("KeyboardInterrupt", "SystemExit")  # that is how a program is meant to end


def known() -> Mapping[str, Cause]:
    """Every cause by its id, in the language in use."""
    return store.causes(language.current())


def explain_text(text: str, system: System | None = None, *, flask: str = "") -> Explanation | None:
    """Explain a traceback, a log, or an error message as a person pastes it.

    None when no error is seen in it. An error whose cause is not known gives an
    Explanation with `known` false. `flask` is the version of Flask where it is known.
    """
    system = system or System()
    plain = clean(text)
    if match := reports.seen(plain, known()):
        shown = FoundError(type="", message=match.facts["shown"])
        return telling.told(match, system, shown, in_text(plain, system))
    errors = read_errors(text, flask)
    told = _by_an_error(errors, plain, system) or _by_a_line(errors, plain, system)
    if told:
        return replace(told, last=_left_unknown(told, errors))
    return telling.general(errors[0]) if errors else _bare_message(plain, system)


def explain_error(
    type_: str,
    message: str,
    *,
    context: str = "",
    system: System | None = None,
    facts: Mapping[str, str] | None = None,
) -> Explanation:
    """Explain an exception by its type's name, its message, and the text of its traceback.

    `facts` fill the commands (see `telling`) where the machine is known.
    """
    system = system or System()
    error = FoundError(
        type=type_.rpartition(".")[2],
        message=message,
        context=context,
        place=read_place(context),
        places=read_places(context),
        flask=flask_version(context),
    )
    around = in_text(context, system)
    if seen := _clash(error, [error]):
        return _sighted(seen, system, around)
    match = recognised(error, known(), around)
    if not match:
        return telling.general(error)
    return telling.told(_knowing(match, facts or {}), system, error, around)


def explain_versions(
    installed: Mapping[str, str], facts: Mapping[str, str], system: System
) -> Explanation | None:
    """Explain why, of these versions by distribution, Flask's own clash; None where none is known.

    `facts` may tell how its Python is called.
    """
    clash = clashes.of_flask(installed)
    if clash is None:
        return None
    return explain_clash(clash, facts.get("python", "python"), system, versions=installed)


def explain_clash(
    clash: Clash, python: str, system: System, *, versions: Mapping[str, str]
) -> Explanation:
    """What a clash among the installed `versions` means; `python` is the interpreter to repair."""
    from flasktutor.causes import clash_words  # few texts are about versions

    around = Environment(python=python)
    return clash_words.explain(clash, system, around, language.current(), versions=versions)


def of_type(error: FoundError) -> Explanation:
    """What holds for every error of the type of `error`, whatever it came of."""
    return telling.general(error)


def _by_an_error(errors: Sequence[FoundError], text: str, system: System) -> Explanation | None:
    """What is known of the first of `errors` of which anything is."""
    around = in_text(text, system)
    for error in errors:
        if seen := _clash(error, errors):
            return _sighted(seen, system, around)
        if match := recognised(error, known(), around, of=errors):
            return telling.told(match, system, error, around)
    return None


def _by_a_line(errors: Sequence[FoundError], text: str, system: System) -> Explanation | None:
    """What is known of a line of `text` that is no exception."""
    around = in_text(text, system)
    if seen := clashes.in_lines(text):
        return _sighted(seen, system, around)
    if match := match_line(text, known(), BESIDE_ERRORS if errors else ALL_RANKS):
        shown = match.facts["shown"]
        error = FoundError(type="", message=shown, place=read_lead(text, shown))
        return telling.told(match, system, error, around)
    return None


def _left_unknown(told: Explanation, errors: Sequence[FoundError]) -> FoundError | None:
    """The error that was raised last of all, where it is not `told` why."""
    at = next((number for number, error in enumerate(errors) if error.last), -1)
    # Those up to the last are what it was directly caused by.
    if at < 0 or told.error in errors[: at + 1] or errors[at].type in _MEANT:
        return None
    return errors[at]


def _clash(error: FoundError, of: Sequence[FoundError]) -> Sighting | None:
    """The listed clash that `error` shows, unless a file is seen to hide the module that fails."""
    if only_tried(error, of) or shadows.seen(error, known()):
        return None
    return clashes.in_error(error)


def _sighted(seen: Sighting, system: System, around: Environment) -> Explanation:
    from flasktutor.causes import clash_words  # few texts are about versions

    return clash_words.explain(seen.clash, system, around, language.current(), seen=seen)


def describe(cause_id: str, facts: Mapping[str, str], system: System) -> Explanation:
    """The words of a cause that was found otherwise, with `facts` filled in."""
    return telling.told(Match(cause=known()[cause_id], facts=facts), system, None)


def ids() -> Collection[str]:
    """The ids of all that can be told of: causes, and clashes of versions."""
    return [*known(), *clashes.known()]


def cause(cause_id: str) -> Cause:
    """What is known under an id, in the language in use."""
    if clash := clashes.known().get(cause_id):
        told = article(cause_id, System())
        return Cause(
            id=cause_id, lesson=told.lesson, means=told.means, why=told.why, fixes=(),
            found_by_check=not clash.text_only, certain=False,
        )  # fmt: skip
    return known()[cause_id]


def article(cause_id: str, system: System) -> Explanation:
    """The words of a cause for who wants to read about it: as its example shows it.

    A cause that only a look at the machine finds has no example: “…” stands for what was found.
    """
    if clash := clashes.known().get(cause_id):
        from flasktutor.causes import clash_words  # few texts are about versions

        return clash_words.explain(clash, system, Environment(), language.current())
    known_as = known()[cause_id]
    if known_as.example:
        told = explain_text(known_as.example, system)
        if told is not None and told.id == cause_id:
            confirm = told.confirm or telling.confirming(known_as, system)
            return replace(told, error=None, confirm=confirm if not known_as.certain else None)
    return describe(cause_id, dict.fromkeys(telling.placeholders(known_as), "…"), system)


def listed(word: str, system: System) -> Iterator[tuple[Cause, Explanation]]:
    """The causes in which `word` occurs ("" for all), with their words."""
    for name in ids():
        one, told = cause(name), article(name, system)
        around = f"{name} {one.example} {told.means} {told.why}"
        if word.casefold() in around.casefold():
            yield one, told


def _knowing(match: Match, facts: Mapping[str, str]) -> Match:
    """`match` with `facts` about the machine that it does not itself tell better."""
    return Match(
        cause=match.cause,
        facts={**facts, **match.facts},
        certain=match.certain,
        evidence=match.evidence,
    )


def _bare_message(text: str, system: System) -> Explanation | None:
    """Explain a message pasted without its exception type."""
    lines = dict.fromkeys(without_hint(line.strip())[0] for line in text.split("\n"))
    for line in filter(speaks_of_missing, lines):
        if seen := clashes.in_error(FoundError(type="", message=line)):
            return _sighted(seen, system, Environment())
    likely = hinted_at("\n".join(lines))
    for line in lines if likely else ():
        error = FoundError(type="", message=line)
        match = shadows.seen(error, known()) or shadows.supposed(error, known())
        if len(line) > 8 and (match := match or match_error(error, known(), likely)):
            return telling.told(match, system, error)
    for line in filter(speaks_of_missing, lines):
        error = FoundError(type="", message=line)
        if match := recognised(error, known(), Environment()):
            return telling.told(match, system, error)
    return _by_its_only_type(text, system)


def _by_its_only_type(text: str, system: System) -> Explanation | None:
    error = untyped.named(text)
    if error is None:
        return None
    match = recognised(error, known(), Environment())
    return telling.told(match, system, error) if match else telling.general(error)
