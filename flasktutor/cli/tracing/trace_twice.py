"""Owns `flasktutor trace … --python A --python B`: the same requests on two Flasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path

from flasktutor.cli.options import here
from flasktutor.cli.output import as_json as json_output
from flasktutor.cli.output.lines import Line
from flasktutor.cli.tracing import trace_picture, trace_requests, two_flasks
from flasktutor.cli.tracing.trace_app import SECONDS
from flasktutor.cli.tracing.trace_command import TraceOptions
from flasktutor.cli.tracing.two_flasks import BothRuns, Side
from flasktutor.cli.tutor import Tutor
from flasktutor.contexts import timeline
from flasktutor.errors import UsageError
from flasktutor.language import _
from flasktutor.runner.worker.wire import LONGEST_BODY
from flasktutor.trace import changed
from flasktutor.trace.differences import RunPart
from flasktutor.trace.findings import ExplainedFault, findings
from flasktutor.trace.requests import read_requests
from flasktutor.trace.run import project, trace
from flasktutor.trace.seen import Response, Trace

_MOST_FILES = 5


def trace_twice(
    tutor: Tutor, pythons: Sequence[Path], target: str | None, requests: Sequence[str],
    threads: int, options: TraceOptions,
) -> int:  # fmt: skip
    """Send the requests on both, one Flask after the other, and tell what differs."""
    if options.step or options.html:
        text = _("Two runs are drawn side by side; --step and --html go through one.")
        raise UsageError(text)
    chosen, wanted, folder = two_flasks.two(pythons), read_requests(requests), here()
    root = project(target, folder)
    send = partial(
        trace, target, wanted, folder=folder, threads=threads, seconds=options.seconds or SECONDS
    )
    with nullcontext() if options.as_json else tutor.screen.busy(_("tracing")):
        before = changed.stamps(root)
        seen = [send(chosen[0])]
        written = changed.between(before, changed.stamps(root))
        seen.append(send(chosen[1]))
    found = [findings(one, root) for one in seen]
    first, second = map(_side, chosen, seen, found, [folder] * 2)
    second = replace(second, said=_more(seen[1], found[1], first.causes))
    pair = BothRuns(first, second, tuple(_of_files(written)))
    if not options.as_json:
        two_flasks.show(tutor, pair)
    if options.svg:
        trace_picture.save(options.svg, first.headed(), second.headed())
    if options.as_json:
        runs = list(map(trace_requests.as_data, seen, found))
        json_output.show({**two_flasks.as_data(pair, runs), "written": list(written)})
    fine = all(map(trace_requests.is_fine, seen))
    return 0 if fine and not (options.strict and any(found)) else 1


def _side(python: Path, seen: Trace, found: Sequence[ExplainedFault], folder: Path) -> Side:
    return Side(
        python=python,
        python_version=seen.python,
        flask=seen.flask,
        blocks=tuple(trace_requests.blocks(seen)),
        said=tuple(trace_requests.said(seen, found)),
        causes=_causes(seen, found),
        parts=tuple(_parts(seen, found, folder)),
        partial=tuple(_partial(seen)),
    )


def _parts(seen: Trace, found: Sequence[ExplainedFault], folder: Path) -> Iterator[RunPart]:
    yield RunPart(about="outcome", lines=(_ended(seen),), whole=True)
    for response in seen.responses:
        status = response.status or _("no answer")
        yield RunPart(about="status", subject=_named(response, seen), lines=(status,), whole=True)
    # How a request finished is its status, which was told.
    yield from two_flasks.happened(timeline(seen.events), without=("request-finished",))
    for response in seen.responses:
        # What Flask answers where a view has failed says no more than the error does.
        body = () if response.traceback else tuple(response.body.splitlines())
        yield RunPart(about="body", subject=_named(response, seen), lines=body)
    yield RunPart(about="stdout", lines=tuple(seen.stdout.splitlines()))
    yield RunPart(about="stderr", lines=tuple(trace_requests.log(seen).splitlines()))
    yield RunPart(about="errors", lines=tuple(sorted(_errors(seen, folder))))
    yield RunPart(about="findings", lines=tuple(map(_placed, found)))


def _ended(seen: Trace) -> str:
    if seen.timed_out:
        return _("the time was up")
    return _("the app could not be loaded") if seen.failed else _("all requests were sent")


def _named(response: Response, seen: Trace) -> str:
    """A request by its method and path; one of several alike by its number, too."""
    name = f"{response.method} {response.path}"
    alike = [
        one for one in seen.responses if (one.method, one.path) == (response.method, response.path)
    ]
    return name if len(alike) == 1 else f"{name} ({alike.index(response) + 1})"


def _more(seen: Trace, found: Sequence[ExplainedFault], told: frozenset[str]) -> tuple[Line, ...]:
    """What is said of the second run, but for what was said of the first."""
    return tuple(trace_requests.said(seen, found, told=told))


def _causes(seen: Trace, found: Sequence[ExplainedFault]) -> frozenset[str]:
    errors = trace_requests.explained_errors(seen).items()
    keys = (trace_requests.error_key(text, told) for text, told in errors)
    return frozenset([*(one.told.id for one in found), *keys])


def _errors(seen: Trace, folder: Path) -> Iterator[str]:
    """Each error in a line, with the learner's own line in which it was raised."""
    for text, told in trace_requests.explained_errors(seen).items():
        if told is None or told.error is None:
            yield text.strip().splitlines()[-1]
            continue
        line = ": ".join(filter(None, (told.error.type, told.error.message)))
        place = told.error.place
        yield f"{line} ({_place(_short(place.file, folder), place.line)})" if place else line


def _short(file: str, folder: Path) -> str:
    """A file's path as it is seen from the folder that it lies in, or else whole."""
    path = Path(file)
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else file


def _placed(finding: ExplainedFault) -> str:
    places = [_place(event.file, event.line) for event in finding.seen if event.line]
    return f"{finding.told.id} ({'; '.join(places)})" if places else finding.told.id


def _place(file: str, line: int) -> str:
    return _("{file}, line {line}").format(file=file, line=line)


def _of_files(written: Sequence[str]) -> Iterator[str]:
    """What the second run had of the first, which may be why it went another way."""
    shown = ", ".join(written[:_MOST_FILES]) + (", …" if len(written) > _MOST_FILES else "")
    if written:
        text = _("The second run found what the first one had written: {files}.")
        yield text.format(files=shown)
    else:
        yield _("The second run found in the folder what the first one had; no file was changed.")


def _partial(seen: Trace) -> Iterator[str]:
    yield from two_flasks.not_whole(timeline(seen.events))
    if any(len(one.body.encode()) >= LONGEST_BODY for one in seen.responses):
        text = _("Of an answer, the first {n} bytes are compared.")
        yield text.format(n=LONGEST_BODY)
