"""Owns the words of an explanation: those of a cause, with what was found filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flasktutor import language
from flasktutor.causes import environment, store
from flasktutor.causes.environment import Environment
from flasktutor.causes.frames import call_place
from flasktutor.causes.matching import Match
from flasktutor.causes.model import Cause, CodePlace, Explanation, Fix, FoundError, Repair
from flasktutor.causes.system import System
from flasktutor.text import before_stop

UNKNOWN = "unknown"
_QUOTED = ("file", "new_file", "dotenv", "app", "own_app")  # facts that a shell would take apart
_LONGEST = 300  # characters shown of a line that points to a cause
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_STOP = re.compile(r"\.(?=\s|$)")
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


def told(
    match: Match,
    system: System,
    error: FoundError | None,
    around: Environment | None = None,
) -> Explanation:
    """What is said of a recognised cause, with commands for the environment `around`."""
    around = around or Environment()
    cause = match.cause
    call = _call(cause, error)
    facts = {**_defaults(system), **around.facts(), **match.facts, **_calling(call, error)}
    if "python" in match.facts:  # the machine was looked at: that tells more than the text
        around = Environment(tool=around.tool, python=match.facts["python"])
    fixes = [_fix(repair, facts, system, around) for repair in cause.fixes]
    confirm = None if match.certain or not cause.confirm else cause.confirm
    return Explanation(
        id=cause.id,
        known=True,
        means=_filled(cause.means, facts).strip(),
        why=_filled(cause.why, facts).strip(),
        fixes=tuple(fix for fix in fixes if fix),
        lesson=cause.lesson,
        error=error,
        certain=match.certain,
        evidence=tuple(line[:_LONGEST] for line in match.evidence),
        confirm=_fix(confirm, facts, system, around) if confirm else None,
        link=cause.link,
        call=call,
    )


def _call(cause: Cause, error: FoundError | None) -> CodePlace | None:
    """Where own code calls what raised `error`, for a cause that is repaired there."""
    repaired_there = any("{call_file}" in repair.say for repair in cause.fixes)
    return call_place(error.places) if error and repaired_there else None


def _calling(call: CodePlace | None, error: FoundError | None) -> dict[str, str]:
    if call is None or error is None or error.place is None:
        return {}
    return {
        "call_file": call.file,
        "call_line": str(call.line),
        "call_inside": error.place.name,
    }


def general(error: FoundError) -> Explanation:
    """What holds for every error of this type."""
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
        certain=False,
    )


def placeholders(cause: Cause) -> frozenset[str]:
    """The facts that the words of `cause` have places for, and that are no proposals of ours."""
    words = [cause.means, cause.why]
    for repair in cause.fixes:
        words += [repair.say, repair.code, repair.install, repair.upgrade, repair.reinstall]
        words += repair.run.values()
    found = {one[1] for word in words for one in _PLACEHOLDER.finditer(word)}
    return frozenset(found - set(_defaults(System())))


def confirming(cause: Cause, system: System) -> Fix | None:
    """What would make `cause` certain, where nothing of the machine is known."""
    return _fix(cause.confirm, _defaults(system), system, Environment()) if cause.confirm else None


def _defaults(system: System) -> dict[str, str]:
    """What commands need when nothing is known of the machine but its system.

    These are our proposals (`.venv` to be made, another port) or words in capitals to be
    replaced; nothing here claims to be the learner's.
    """
    return {
        "python": "python",
        "base_python": "py" if system.os == "windows" else "python3",
        "venv_python": system.in_venv(".venv", "python"),
        "new_python": system.in_venv(".venv-new", "python"),
        "activate": system.activate(".venv"),
        "app": "NAME",
        "other_port": "5001",
    }


def _fix(
    repair: Repair, facts: Mapping[str, str], system: System, around: Environment
) -> Fix | None:
    """`repair` for this system; None where it needs to know what nobody has told."""
    run = next((repair.run[key] for key in system.names() if key in repair.run), "")
    packages = (repair.install, repair.upgrade, repair.reinstall, repair.show)
    words = " ".join([repair.say, repair.code, run, *packages])
    if repair.unless in facts or _unknown(words, facts):
        return None
    commands = run.strip().splitlines()
    return Fix(
        say=_filled(repair.say, facts).strip(),
        commands=(
            *_installing(repair, facts, system, around),
            *(_filled(line, _quoted(facts, system)) for line in commands),
        ),
        code=_filled(repair.code, facts).rstrip(),
    )


def _installing(
    repair: Repair, facts: Mapping[str, str], system: System, around: Environment
) -> tuple[str, ...]:
    """What `repair` has to install, by the tool that the environment is kept with."""
    modes: tuple[environment.Mode, ...] = ("install", "upgrade", "reinstall", "show")
    commands: tuple[str, ...] = ()
    for mode in modes:
        packages = list(dict.fromkeys(_filled(getattr(repair, mode), facts).split()))
        if packages:
            commands += environment.installing(around, packages, system, mode)
    return commands


def _quoted(facts: Mapping[str, str], system: System) -> dict[str, str]:
    """`facts` as commands take them: names of files hold spaces, what makes an app brackets."""
    files = {key: system.quote(facts[key]) for key in _QUOTED if key in facts}
    return {**facts, **files}


def _unknown(text: str, facts: Mapping[str, str]) -> bool:
    text = _OPTIONAL.sub("", text)
    return any(found[1] not in facts for found in _PLACEHOLDER.finditer(text))


def _filled(text: str, facts: Mapping[str, str]) -> str:
    """`text` with facts for its placeholders; `[[…]]` is said only where its facts are known."""
    text = _OPTIONAL.sub(lambda part: "" if _unknown(part[1], facts) else part[1], text)
    return _PLACEHOLDER.sub(lambda found: _fact(found, facts), text)


def _fact(found: re.Match[str], facts: Mapping[str, str]) -> str:
    fact = facts.get(found[1], found[0])
    ends_sentence = _STOP.match(found.string, found.end())
    return before_stop(fact) if ends_sentence else fact
