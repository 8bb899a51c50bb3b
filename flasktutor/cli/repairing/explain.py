"""Owns the command `explain`: where its text comes from, and how an explanation is printed."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from flasktutor.causes import (
    Cause,
    Explanation,
    article,
    cause,
    explain_text,
    has_traceback,
    ids,
    is_cut_off,
    listed,
    of_type,
)  # fmt: skip
from flasktutor.causes.system import System, detect, told_from
from flasktutor.cli.after_dashes import AfterDashes, words_of
from flasktutor.cli.completion import files
from flasktutor.cli.output import as_json as json_output
from flasktutor.cli.output.lines import Line, show
from flasktutor.cli.output.say import say
from flasktutor.cli.repairing.explanation_text import explanation_lines, nothing_found_lines
from flasktutor.errors import TutorError
from flasktutor.language import _, later, reason

if TYPE_CHECKING:
    from flasktutor.cli.passing_through import CommandEnd

_NAMES_A_FILE = re.compile(r"[^\s:]*([/\\]|\.(log|txt|out|err|py)$)[^\s:]*")
_LIKE_AN_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_STOPPED = ("KeyboardInterrupt", "SystemExit")  # that is how a program is meant to end
_MOST = 2_000_000  # characters looked at; of a longer log, the end tells what happened
_LONGEST = 500_000_000  # bytes read: a stream may have no end


@click.command(
    "explain",
    cls=AfterDashes,
    help=later(
        "Say what an error means: a traceback in a file, piped in, or pasted; or what a command "
        "that is run after -- fails with.\n\n"
        "\b\nExamples:\n"
        "  flasktutor explain -- flask run\n"
        "  python app.py 2>&1 | flasktutor explain\n"
        "  flasktutor explain error.log\n"
        "  flasktutor explain \"No module named 'flask'\"\n"
        "  flasktutor explain no-secret-key\n\n"
        "Exit code 0 when the error is known or probable, 1 when it is not; after --, that of "
        "the command."
    ),
)
@click.argument("source", metavar="[ID|FILE|-|TEXT|-- PROGRAM]", nargs=-1, shell_complete=files)
@click.option(
    "--list", "word", metavar="[WORD]", is_flag=False, flag_value="",
    help=later("List what is known; with WORD, what it occurs in."),
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=later("Print the explanation as JSON."))
@click.pass_context
def explain(
    context: click.Context, source: tuple[str, ...], word: str | None, as_json: bool
) -> None:
    plain = bool(context.find_root().params.get("plain"))
    command = words_of(context)
    if (command is not None) + (word is not None) + bool(source) > 1:
        raise click.UsageError(_("Give one thing to explain: a text, a file, an ID or a command."))
    if command is not None:
        code = _run(command, as_json=as_json, plain=plain)
    elif word is not None:
        code = _list(word, as_json=as_json, plain=plain)
    elif len(source) == 1 and _names_a_cause(source[0]):
        code = _article(source[0], as_json=as_json, plain=plain)
    else:
        code = _explain(_read(source), as_json=as_json, plain=plain)
    context.exit(code)


def _explain(text: str, *, as_json: bool, plain: bool) -> int:
    system = told_from(text, detect(os.environ))
    explanation = explain_text(text, system)
    if as_json:
        json_output.show(_as_json(explanation))
    else:
        show(_lines(text, explanation, system), plain=plain)
    return 0 if explanation and explanation.known else 1


def _names_a_cause(word: str) -> bool:
    """Whether `word` is an ID; a file of such a name is written `./NAME`."""
    if word in ids():
        return True
    if not _LIKE_AN_ID.fullmatch(word) or _is_file(Path(word)):
        return False
    from difflib import get_close_matches

    near = get_close_matches(word, ids(), n=1)
    text = _("No cause has the ID {id}. Did you mean {near}?") if near else _(
        "No cause has the ID {id}: “flasktutor explain --list” shows them all."
    )  # fmt: skip
    raise click.UsageError(text.format(id=word, near="".join(near)))


def _article(cause_id: str, *, as_json: bool, plain: bool) -> int:
    found = cause(cause_id)
    system = told_from(found.example, detect(os.environ))
    told = article(cause_id, system)
    if as_json:
        json_output.show({"schema": 1, **_entry(found, told)})
    else:
        from flasktutor.cli.repairing.article_text import article_lines

        show(article_lines(found, told, system), plain=plain)
    return 0


def _list(word: str, *, as_json: bool, plain: bool) -> int:
    found = list(listed(word, detect(os.environ)))
    if as_json:
        json_output.show({"schema": 1, "causes": [_entry(one, told) for one, told in found]})
    elif found:
        from flasktutor.cli.repairing.article_text import list_lines

        show(list_lines(found), plain=plain)
    else:
        say(_("Nothing that is known has “{word}” in it.").format(word=word))
    return 0 if found else 1


def _entry(of: Cause, told: Explanation) -> dict[str, object]:
    data = asdict(told)
    del data["error"], data["evidence"], data["last"], data["call"]
    data["certain"] = of.certain
    return {**data, "example": of.example, "found_by_check": of.found_by_check}


def _run(command: list[str], *, as_json: bool, plain: bool) -> int:
    """Run `command`, then explain what it failed with. Its exit code is ours."""
    from flasktutor.cli import passing_through

    if not command:
        raise click.UsageError(_("What is to be run is missing after “--”."))
    errors = sys.stderr.buffer
    output = errors if as_json else sys.stdout.buffer
    try:
        ended = passing_through.run(command, output=output, errors=errors)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        code = passing_through.NOT_FOUND if missing else passing_through.NOT_STARTED
        text = f"{command[0]}: command not found" if missing else f"{command[0]}: {reason(error)}"
        say(text, err=True)
        ended = passing_through.CommandEnd(code, text)
    system = detect(os.environ)
    explanation = _failure(ended, system)
    if as_json:
        json_output.show(_as_json(explanation))
    elif explanation or ended.code:
        lines = _lines(ended.text, explanation, system, ran=True)
        show([Line(""), *lines], plain=plain, err=True)
    return ended.code


def _failure(ended: CommandEnd, system: System) -> Explanation | None:
    """What a command failed with; one that ended well may still have printed a traceback."""
    if not ended.code and not has_traceback(ended.text):
        return None
    explanation = explain_text(ended.text, system)
    interrupted = explanation and explanation.error and explanation.error.type in _STOPPED
    return None if interrupted else explanation


def _read(source: tuple[str, ...]) -> str:
    if source == ("-",) or (not source and not sys.stdin.isatty()):
        return _read_stream(sys.stdin.buffer)
    if not source:
        say(_("Paste the error, then press {keys}:").format(keys=_end_keys()), err=True)
        return _read_stream(sys.stdin.buffer)
    path = Path(source[0])
    if len(source) == 1 and _is_file(path):
        try:
            with path.open("rb") as stream:
                return _read_stream(stream)
        except OSError as error:
            raise TutorError(
                _("{path} cannot be read: {reason}").format(path=path, reason=reason(error))
            ) from None
    if len(source) == 1 and _NAMES_A_FILE.fullmatch(source[0]):
        text = _("There is no file {path}.")
        raise click.UsageError(text.format(path=source[0]))
    return " ".join(source)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a pasted text makes a name that no system allows
        return False


def _read_stream(stream: IO[bytes]) -> str:
    first = data = more = stream.read(_MOST)
    left = _LONGEST // _MOST
    # Less than was asked for is the end: a terminal would have to say so a second time.
    while left and len(more) == _MOST:
        more = stream.read(_MOST)
        data, left = (data + more)[-4 * _MOST :], left - 1
    encoding = "utf-16" if first[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"  # PowerShell's `>`
    if encoding == "utf-16" and data is not first:
        encoding = "utf-16-le" if first[:1] == b"\xff" else "utf-16-be"
    return data.decode(encoding, "replace")[-_MOST:]


def _end_keys() -> str:
    return "Ctrl-Z, Enter" if sys.platform == "win32" else "Ctrl-D"


def _as_json(explanation: Explanation | None) -> dict[str, object]:
    if explanation is None:
        return {"schema": 1, "known": False, "id": None}
    data = asdict(explanation)
    for error in filter(None, (data["error"], data["last"])):
        error["message"] = _whole(error["message"], error["hint"])
        for inner in ("context", "places", "handled", "last", "flask", "hint"):
            del error[inner]
    if explanation.last:
        general = of_type(explanation.last)
        data["last"] |= {"means": general.means, "why": general.why}
    return {"schema": 1, **data}


def _whole(message: str, hint: str) -> str:
    first, *rest = message.split("\n")
    return "\n".join([first + hint, *rest])


def _lines(
    text: str, explanation: Explanation | None, system: System, *, ran: bool = False
) -> Iterator[Line]:
    if explanation:
        return explanation_lines(explanation, system)
    if ran:
        return iter([Line(_("No error is seen in what it printed."), "note")])
    return nothing_found_lines(empty=not text.strip(), cut_off=is_cut_off(text))
