"""Owns why Flask fails: one knowledge base for `explain`, `check-install` and lessons.

A cause is data in `knowledge/`: how it is recognised, what it means, how it is
repaired. Everything here is pure; nothing asks the machine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from flasktutor import language
from flasktutor.causes import clash_words, clashes, store
from flasktutor.causes.clashes import Clash
from flasktutor.causes.cleaning import clean
from flasktutor.causes.matching import Match, hinted_at, match_error, match_line, match_versions
from flasktutor.causes.model import Cause, Explanation, Fix, FoundError, Place, Repair
from flasktutor.causes.reading import is_cut_off, read_errors, read_place
from flasktutor.causes.system import System

__all__ = [
    "Cause", "Clash", "Explanation", "Fix", "FoundError", "Place", "System", "describe",
    "explain_clash", "explain_error", "explain_text", "explain_versions", "is_cut_off", "known",
]  # fmt: skip

UNKNOWN = "unknown"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def known() -> Mapping[str, Cause]:
    """Every cause by its id, in the language in use."""
    return store.causes(language.current())


def explain_text(text: str, system: System | None = None) -> Explanation | None:
    """Explain a traceback, a log, or an error message as a person pastes it.

    None when no error is seen in it. An error whose cause is not known gives an
    Explanation with `known` false.
    """
    system = system or System()
    errors, plain = read_errors(text), clean(text)
    if seen := clashes.in_errors(errors, plain):
        return explain_clash(seen.clash, {}, system, error=seen.error)
    for error in errors:
        if match := match_error(error, known().values()):
            return _explanation(match, system, error)
    if match := match_line(plain, known().values()):
        place = errors[0].place if errors else None
        error = FoundError(type="", message=match.facts["shown"], place=place)
        return _explanation(match, system, error)
    if errors:
        return _general(errors[0])
    return _bare_message(plain, system)


def explain_error(
    type_: str,
    message: str,
    *,
    context: str = "",
    system: System | None = None,
    facts: Mapping[str, str] | None = None,
) -> Explanation:
    """Explain an exception by its type's name, its message, and the text of its traceback.

    `facts` fill the commands (see `_defaults`) where the machine is known.
    """
    error = FoundError(
        type=type_.rpartition(".")[2], message=message, context=context, place=read_place(context)
    )
    if seen := clashes.in_error(error):
        return explain_clash(seen.clash, facts or {}, system or System(), error=error)
    match = match_error(error, known().values())
    if match:
        match = Match(match.cause, {**(facts or {}), **match.facts})
        return _explanation(match, system or System(), error)
    return _general(error)


def explain_versions(
    installed: Mapping[str, str], facts: Mapping[str, str], system: System
) -> Explanation | None:
    """Explain why these versions clash (names in lower case); None when no clash is known."""
    match = match_versions(installed, known().values())
    if not match:
        return None
    return _explanation(Match(match.cause, {**facts, **match.facts}), system, None)


def explain_clash(
    clash: Clash,
    facts: Mapping[str, str],
    system: System,
    *,
    versions: Mapping[str, str] | None = None,
    error: FoundError | None = None,
) -> Explanation:
    """What a clash of versions means; `versions` as for `clash_words.explain`."""
    facts = _defaults(system) | dict(facts)
    return clash_words.explain(
        clash, system, facts, language.current(), versions=versions, error=error
    )


def describe(cause_id: str, facts: Mapping[str, str], system: System) -> Explanation:
    """The words of a cause that was found otherwise, with `facts` filled in."""
    return _explanation(Match(known()[cause_id], facts), system, None)


def _bare_message(text: str, system: System) -> Explanation | None:
    """Explain a message pasted without its exception type."""
    lines = dict.fromkeys(line.strip() for line in text.split("\n"))
    likely = hinted_at("\n".join(lines), known().values())
    for line in lines if likely else ():
        error = FoundError(type="", message=line)
        if len(error.message) > 8 and (match := match_error(error, likely)):
            return _explanation(match, system, error)
    return None


def _explanation(match: Match, system: System, error: FoundError | None) -> Explanation:
    facts = _defaults(system) | dict(match.facts)
    cause = match.cause
    module = facts.get("module", "")
    facts["package"] = cause.packages.get(module, module.replace("_", "-"))
    facts = {"file": f"{module}.py", "new_file": f"my_{module}.py", **facts}
    return Explanation(
        id=cause.id,
        known=True,
        means=_filled(cause.means, facts).strip(),
        why=_filled(cause.why, facts).strip(),
        fixes=tuple(_fix(repair, facts, system) for repair in cause.fixes),
        lesson=cause.lesson,
        error=error,
    )


def _general(error: FoundError) -> Explanation:
    words = store.general(language.current())
    said = words.get(error.type) or words[""]
    facts = {"type": error.type, "message": error.message}
    return Explanation(
        id=UNKNOWN,
        known=False,
        means=_filled(said["means"], facts).strip(),
        why=_filled(said["why"], facts).strip(),
        fixes=(),
        lesson="errors",
        error=error,
    )


def _defaults(system: System) -> dict[str, str]:
    """What commands need when nothing is known of the machine but its system."""
    return {
        "python": "python",
        "base_python": "py" if system.os == "windows" else "python3",
        "venv": ".venv",
        "venv_python": system.in_venv(".venv", "python"),
        "new_python": system.in_venv(".venv-new", "python"),
        "activate": system.activate(".venv"),
        "app": "NAME",
        "port": "5000",
        "other_port": "5001",
    }


def _fix(repair: Repair, facts: Mapping[str, str], system: System) -> Fix:
    run = next((repair.run[key] for key in system.names() if key in repair.run), "")
    commands = tuple(_filled(line, facts) for line in run.strip().splitlines())
    return Fix(
        say=_filled(repair.say, facts).strip(),
        commands=commands,
        code=_filled(repair.code, facts).rstrip(),
    )


def _filled(text: str, facts: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: facts.get(found[1], found[0]), text)
