"""Says in plain words how a run ended and which protections were active."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flasktutor.language import _, later, ngettext, number

if TYPE_CHECKING:
    from flasktutor.runner.finished import Finished
    from flasktutor.runner.protocol import Limits, Outcome, RunRequest, RunResult


_OUTCOMES: dict[Outcome, str] = {
    "ok": later("ok"),
    "error": later("error"),
    "timeout": later("out of time"),
    "cpu": later("out of computing time"),
    "output-limit": later("printed too much"),
    "memory": later("out of memory"),
    "disk": later("wrote too much"),
    "crashed": later("crashed"),
    "killed": later("killed"),
}


def outcome(result: RunResult) -> str:
    """How a run ended, in a word or three."""
    return _(_OUTCOMES[result.outcome])


def signal_name(number: int) -> str:
    """`SIGSEGV` for 11; the number itself where it has no name."""
    try:
        from signal import Signals

        return Signals(number).name
    except ValueError:
        return str(number)


def explained(draft: RunResult, request: RunRequest, seen: Finished, *, exited: bool) -> RunResult:
    """`draft` with its `explanation`."""
    parts = [
        _of_report(seen),
        _of_limits(draft, request, seen),
        _of_end(draft, seen, exited=exited),
        _of_surroundings(draft),
        _of_leftovers(seen),
    ]
    if seen.restarted:
        parts.append(_("The process that runs snippets had ended; it was started anew."))
    return replace(draft, explanation=" ".join(part.strip() for part in parts if part))


def _of_report(seen: Finished) -> str:
    if not seen.garbled:
        return ""
    return _(
        "What the snippet did cannot be told: something in it wrote into the "
        "channel by which its process reports to flasktutor."
    )


def _of_limits(draft: RunResult, request: RunRequest, seen: Finished) -> str:
    limits = request.limits
    if draft.outcome == "timeout":
        return _("Stopped after {seconds} s: it was still running. {place}").format(
            seconds=number(limits.wall), place=_place(draft)
        )
    if draft.outcome == "cpu":
        return _("Stopped after {seconds} s of computing without a pause. {place}").format(
            seconds=limits.cpu, place=_place(draft)
        )
    if draft.outcome == "output-limit":
        return _("Stopped: it printed more than {size} KiB. {place}").format(
            size=limits.output // 1024, place=_place(draft)
        )
    if seen.reason == "memory-together":
        return _(
            "Its processes together took more than the {size} MiB that a snippet may have."
        ).format(size=limits.memory // (1024 * 1024))
    if draft.outcome == "memory":
        return _("It asked for more memory than the {size} MiB that a snippet may have.").format(
            size=limits.memory // (1024 * 1024)
        )
    return _of_files(limits, seen)


def _of_files(limits: Limits, seen: Finished) -> str:
    if seen.reason == "disk":
        return _("Stopped: its files together grew larger than {size} MiB.").format(
            size=limits.disk // (1024 * 1024)
        )
    if seen.reason == "entries":
        return _("Stopped: it made more than {count} files and folders.").format(
            count=limits.entries
        )
    return ""


def _place(draft: RunResult) -> str:
    if not draft.stopped_at:
        return ""
    if draft.stopped_in == "setup":
        return _("It was at line {line} of the setup.").format(line=draft.stopped_at)
    return _("It was at line {line}.").format(line=draft.stopped_at)


def _of_end(draft: RunResult, seen: Finished, *, exited: bool) -> str:
    if seen.garbled:
        return ""
    if draft.outcome == "crashed" and draft.exit_code is not None:
        return _(
            "The process ended at once with exit code {code}, as by os._exit: "
            "nothing after that ran."
        ).format(code=draft.exit_code)
    if draft.outcome in ("crashed", "killed") and seen.signal:
        what = {
            "SIGSEGV": _("Python itself crashed: it touched memory that is not its own."),
            "SIGABRT": _("The process gave up on itself (abort)."),
            "SIGKILL": _("The process was killed from outside."),
        }.get(signal_name(seen.signal), _("The process was ended by a signal."))
        return f"{what} ({signal_name(seen.signal)}) {_place(draft)}".rstrip()
    if draft.outcome == "killed":
        return _("The process that runs snippets was ended, by the snippet or from outside.")
    if exited:
        return _("The snippet ended itself with exit code {code}.").format(code=draft.exit_code)
    if draft.exit_code == 120:
        return _("The snippet closed its own output, so the end of it may be missing.")
    return ""


def _of_surroundings(draft: RunResult) -> str:
    if "Ignoring a call to 'app.run()'" in draft.stdout + draft.stderr:
        return _("app.run() starts no server here: a snippet has to end, and a server never does.")
    error = draft.exception
    if error is None:
        return ""
    if error.type == "EOFError" and "reading a line" in error.message:
        return _("input() found nobody to answer: a snippet has no keyboard.")
    if error.type == "OSError" and error.message.startswith("[Errno 27]"):
        return _("A file grew larger than a snippet may write.")
    return _of_refusal(error.detail.get("refused", ""), draft.isolation)


def _of_refusal(what: str, isolation: tuple[str, ...]) -> str:
    """Which protection refused it, where that protection is active at all."""
    if what == "process" and "process-count" in isolation:
        return _("Snippets may start only so many processes and threads.")
    if what == "file" and "files" in isolation:
        return _("Snippets may write only in their own folder.")
    if what == "connection" and "tcp" in isolation:
        return _("Snippets may open no connections.")
    if what == "others" and {"signals", "others"} & set(isolation):
        return _("Snippets may neither signal nor steer other programs.")
    return ""


def _of_leftovers(seen: Finished) -> str:
    if not seen.swept:
        return ""
    return ngettext(
        "{count} process that the snippet left behind was ended.",
        "{count} processes that the snippet left behind were ended.",
        seen.swept,
    ).format(count=seen.swept)
