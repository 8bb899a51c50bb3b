"""Owns why Flask fails: one knowledge base for `explain`, `check-install` and lessons.

A cause is data in `knowledge/`: how it is recognised, what it means, how it is
repaired. What a text alone cannot prove is said as probable. Everything here is pure;
nothing asks the machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from flasktutor import language
from flasktutor.causes import clashes, shadows, store, telling
from flasktutor.causes.clashes import Clash, Sighting
from flasktutor.causes.cleaning import clean
from flasktutor.causes.environment import Environment, in_text
from flasktutor.causes.gone import speaks_of_missing
from flasktutor.causes.matching import Match, hinted_at, match_error, match_line, match_versions
from flasktutor.causes.model import Cause, Explanation, Fix, FoundError, Place
from flasktutor.causes.reading import (
    has_traceback,
    is_cut_off,
    read_errors,
    read_place,
    read_places,
)
from flasktutor.causes.recognising import only_tried, recognised
from flasktutor.causes.stated import flask_version
from flasktutor.causes.system import System

__all__ = [
    "Cause", "Clash", "Explanation", "Fix", "FoundError", "Place", "System", "article", "describe",
    "explain_clash", "explain_error", "explain_text", "explain_versions", "has_traceback",
    "is_cut_off", "known", "listed",
]  # fmt: skip


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
    around = in_text(plain, system)
    errors = read_errors(text, flask)
    for error in errors:
        if seen := _clash(error, errors):
            return _sighted(seen, system, around)
        match = recognised(error, known(), around, of=errors)
        if match:
            return telling.told(match, system, error, around)
    if seen := clashes.in_lines(plain):
        return _sighted(seen, system, around)
    if match := match_line(plain, known().values()):
        place = errors[0].place if errors else None
        error = FoundError(type="", message=match.facts["shown"], place=place)
        return telling.told(match, system, error, around)
    if errors:
        return telling.general(errors[0])
    return _bare_message(plain, system)


def explain_error(
    type_: str,
    message: str,
    *,
    context: str = "",
    system: System | None = None,
    facts: Mapping[str, str] | None = None,
    flask: str = "",
) -> Explanation:
    """Explain an exception by its type's name, its message, and the text of its traceback.

    `facts` fill the commands (see `telling`) where the machine is known, `flask` is the version
    of Flask where that is.
    """
    system = system or System()
    error = FoundError(
        type=type_.rpartition(".")[2],
        message=message,
        context=context,
        place=read_place(context),
        places=read_places(context),
        flask=flask or flask_version(context),
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
    """Explain why these versions clash (names in lower case); None when no clash is known."""
    match = match_versions(installed, known().values())
    return telling.told(_knowing(match, facts), system, None) if match else None


def explain_clash(
    clash: Clash, python: str, system: System, *, versions: Mapping[str, str]
) -> Explanation:
    """What a clash among the installed `versions` means; `python` is the interpreter to repair."""
    from flasktutor.causes import clash_words  # few texts are about versions

    around = Environment(python=python)
    return clash_words.explain(clash, system, around, language.current(), versions=versions)


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


def article(cause_id: str, system: System) -> Explanation:
    """The words of a cause for who wants to read about it: as its example shows it.

    A cause that only a look at the machine finds has no example: “…” stands for what was found.
    """
    cause = known()[cause_id]
    if cause.example:
        told = explain_text(cause.example, system)
        if told is not None and told.id == cause_id:
            confirm = told.confirm or telling.confirming(cause, system)
            return replace(told, error=None, confirm=confirm if not cause.certain else None)
    return describe(cause_id, dict.fromkeys(telling.placeholders(cause), "…"), system)


def listed(word: str, system: System) -> Iterator[tuple[Cause, Explanation]]:
    """The causes in which `word` occurs ("" for all), with their words."""
    for cause in known().values():
        told = article(cause.id, system)
        around = f"{cause.id} {cause.example} {told.means} {told.why}"
        if word.casefold() in around.casefold():
            yield cause, told


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
    lines = dict.fromkeys(line.strip() for line in text.split("\n"))
    likely = hinted_at("\n".join(lines), known().values())
    for line in lines if likely else ():
        error = FoundError(type="", message=line)
        if len(line) > 8 and (match := match_error(error, likely)):
            return telling.told(match, system, error)
    for line in lines:
        error = FoundError(type="", message=line)
        if speaks_of_missing(line) and (match := recognised(error, known(), Environment())):
            return telling.told(match, system, error)
    return None
