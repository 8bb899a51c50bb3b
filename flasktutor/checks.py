"""Owns the check kinds: each judges what the worker observed of a run. No input or output."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from flasktutor import patterns
from flasktutor.language import _
from flasktutor.runner import words
from flasktutor.runner.protocol import Observation, Probe, RunResult
from flasktutor.schema import Json, Reader, Report, Spec, Words
from flasktutor.snippets import ABSENT, ContextSpec, RequestSpec
from flasktutor.yamlsource import Mapping as MappingNode
from flasktutor.yamlsource import Node


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One criterion and whether it was met; `fault` is set when the check itself is broken.

    `fail` is what the lesson's author says of a failure; `expected` and `seen`
    are set where there are two things to lay side by side.
    """

    criterion: str
    state: Literal["passed", "failed", "not-reached"]
    expected: str = ""
    seen: str = ""
    fail: str = ""
    fault: str = ""

    @property
    def passed(self) -> bool:
        return self.state == "passed"


@dataclass(frozen=True, kw_only=True)
class Check(Spec):
    """One thing that an answer must do."""

    fail: Words = Words("")
    """Said when the check is not met."""

    @classmethod
    def choose(cls, node: Node, reader: Reader) -> type[Spec] | None:
        if cls is not Check:
            return cls
        assert isinstance(node, MappingNode)
        kinds = [name for name in CHECKS if name in node.entries]
        if len(kinds) > 1:
            text = _("`{one}` and `{other}` are two checks; begin the second with `- `")
            place, _value = node.entries[kinds[1]]
            reader.report(place, text.format(one=kinds[0], other=kinds[1]))
        elif not kinds:
            text = _("a check holds one of these: {listed}")
            reader.report(node, text.format(listed=", ".join(CHECKS)))
        return CHECKS[kinds[0]] if len(kinds) == 1 else None

    @property
    def probe(self) -> Probe | None:
        """What the worker has to look at for this check, if anything."""
        return None

    def criterion(self) -> str:
        """What is asked, in the learner's language."""
        raise NotImplementedError

    def judge(self, source: str, result: RunResult, seen: Observation | None) -> Mark:
        """Whether `source`, whose run gave `result`, does it."""
        raise NotImplementedError

    def mark(self, passed: bool, *, expected: str = "", seen: str = "") -> Mark:
        return Mark(
            criterion=self.criterion(),
            state="passed" if passed else "failed",
            expected=expected,
            seen=seen,
            fail="" if passed else self.fail,
        )

    def broken(self, why: str) -> Mark:
        return Mark(criterion=self.criterion(), state="failed", fault=why)


@dataclass(frozen=True, kw_only=True)
class RequestCheck(Check):
    """A request to the learner's app (or several from one client) answers as expected."""

    request: tuple[RequestSpec, ...]
    """The request to send; of a list, sent by one client, the last answer counts."""
    app: str | None = None
    """The expression that gives the app, where it is not `app`."""
    status: int | None = None
    """The status code of the answer."""
    body: str | None = None
    """The whole body of the answer."""
    contains: tuple[str, ...] = ()
    """Texts that stand somewhere in the body."""
    json: Json = ABSENT
    """The answer's JSON."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers of the answer."""

    def check(self, report: Report) -> None:
        if self.app is not None and not patterns.is_expression(self.app):
            report("app", _("this is no Python expression"))

    @property
    def probe(self) -> Probe:
        return Probe(requests=tuple(each.built() for each in self.request), app=self.app)

    def criterion(self) -> str:
        asked = ", ".join(map(str, self.request))
        answers = "; ".join(self._wanted())
        return _("`{request}` answers {answer}").format(request=asked, answer=answers)

    def _wanted(self) -> Iterable[str]:
        if self.status is not None or not self._says_more():
            yield str(self.status or 200)
        if self.body is not None:
            yield f"`{self.body.strip()}`"
        yield from (f"… `{part}` …" for part in self.contains)
        if self.json is not ABSENT:
            yield f"JSON `{_dumped(self.json)}`"
        yield from (f"`{name}: {value}`" for name, value in self.headers.items())

    def _says_more(self) -> bool:
        return bool(self.body is not None or self.contains or self.headers) or (
            self.json is not ABSENT
        )

    def judge(self, source: str, result: RunResult, seen: Observation | None) -> Mark:
        if seen is None:
            return self.broken(_("the request was never sent"))
        if seen.status is None:
            return self.mark(False, expected=self._expected(), seen=_raised(seen))
        return self.mark(self._met(seen), expected=self._expected(), seen=_reply(seen))

    def _expected(self) -> str:
        return "; ".join(self._wanted()).replace("`", "")

    def _met(self, seen: Observation) -> bool:
        body = seen.body or ""
        return (
            seen.status == (self.status or (seen.status if self._says_more() else 200))
            and (self.status is not None or (seen.status or 500) < 400)
            and (self.body is None or body.strip() == self.body.strip())
            and all(part in body for part in self.contains)
            and (self.json is ABSENT or (seen.has_json and same_json(seen.json, self.json)))
            and all(_header(seen, name) == value for name, value in self.headers.items())
        )


@dataclass(frozen=True, kw_only=True)
class PrintsCheck(Check):
    """These lines are printed, in this order; other lines may stand between them."""

    prints: str
    """Lines that are printed in this order."""

    def criterion(self) -> str:
        return _("prints `{text}`").format(text=self.prints.strip().replace("\n", " ⏎ "))

    def judge(self, source: str, result: RunResult, seen: Observation | None) -> Mark:
        printed = iter(output_lines(result.stdout))
        met = all(line in printed for line in output_lines(self.prints))
        nothing = _("(nothing printed)")
        return self.mark(met, expected=self.prints.strip(), seen=result.stdout.strip() or nothing)


@dataclass(frozen=True, kw_only=True)
class ValueCheck(Check):
    """An expression, evaluated after the code ran, has this value."""

    value: str
    """An expression, evaluated after the code ran."""
    equals: Json
    """Its value, as JSON."""
    context: ContextSpec = ContextSpec(kind="none")
    """What is pushed while it is evaluated; nothing unless given."""
    app: str | None = None
    """The expression that gives the app, where it is not `app`."""

    def check(self, report: Report) -> None:
        for name in ("value", "app"):
            expression = getattr(self, name)
            if expression is not None and not patterns.is_expression(expression):
                report(name, _("this is no Python expression"))

    @property
    def probe(self) -> Probe:
        return Probe(expression=self.value, context=self.context.as_context(), app=self.app)

    def criterion(self) -> str:
        value = repr(self.equals)
        return _("`{expression}` is `{value}`").format(expression=self.value, value=value)

    def judge(self, source: str, result: RunResult, seen: Observation | None) -> Mark:
        if seen is None:
            return self.broken(_("the value was never looked at"))
        if seen.exception is not None:
            return self.mark(False, expected=repr(self.equals), seen=_raised(seen))
        met = seen.has_json and same_json(seen.json, self.equals)
        return self.mark(met, expected=repr(self.equals), seen=seen.repr or "")


@dataclass(frozen=True, kw_only=True)
class RaisesCheck(Check):
    """The run ends with this exception."""

    raises: str
    """The type of the exception that the run ends with."""

    def criterion(self) -> str:
        return _("raises `{type}`").format(type=self.raises)

    def judge(self, source: str, result: RunResult, seen: Observation | None) -> Mark:
        raised = result.exception
        met = result.outcome == "error" and raised is not None and raised.type == self.raises
        instead = _("no error") if result.outcome == "ok" else ending(result)
        return self.mark(met, expected=self.raises, seen=instead)


@dataclass(frozen=True, kw_only=True)
class UsesCheck(Check):
    """A name, attribute or call stands in the code."""

    uses: str
    """A name, an attribute or a call that stands in the code."""

    def check(self, report: Report) -> None:
        _check_pattern(self.uses, "uses", report)

    def criterion(self) -> str:
        return _("uses `{pattern}`").format(pattern=self.uses)

    def judge(self, source: str, result: RunResult, seen: Observation | None) -> Mark:
        return self.mark(patterns.found(self.uses, source))


@dataclass(frozen=True, kw_only=True)
class AvoidsCheck(Check):
    """A name, attribute or call stands nowhere in the code."""

    avoids: str
    """A name, an attribute or a call that stands nowhere in the code."""

    def check(self, report: Report) -> None:
        _check_pattern(self.avoids, "avoids", report)

    def criterion(self) -> str:
        return _("does without `{pattern}`").format(pattern=self.avoids)

    def judge(self, source: str, result: RunResult, seen: Observation | None) -> Mark:
        return self.mark(not patterns.found(self.avoids, source))


CHECKS: dict[str, type[Check]] = {
    "request": RequestCheck,
    "prints": PrintsCheck,
    "value": ValueCheck,
    "raises": RaisesCheck,
    "uses": UsesCheck,
    "avoids": AvoidsCheck,
}


def probes(checks: Iterable[Check]) -> tuple[Probe, ...]:
    """What the worker has to look at for `checks`, in their order."""
    return tuple(check.probe for check in checks if check.probe is not None)


def judge(checks: tuple[Check, ...], source: str, result: RunResult) -> tuple[Mark, ...]:
    """A mark for each check; a run that broke off is itself the first failed criterion."""
    expects_error = any(isinstance(check, RaisesCheck) for check in checks)
    if result.outcome != "ok" and not expects_error:
        ended = Mark(criterion=_("runs to its end"), state="failed", seen=ending(result))
        rest = (Mark(criterion=check.criterion(), state="not-reached") for check in checks)
        return (ended, *rest)
    return tuple(check.judge(source, result, seen) for check, seen in _paired(checks, result))


def unmet(
    checks: tuple[Check, ...], marks: tuple[Mark, ...], result: RunResult
) -> tuple[Observation, ...]:
    """What was observed for those of `checks` that `marks` say are not met."""
    pairs = zip(_paired(checks, result), marks[-len(checks) :], strict=True)
    return tuple(seen for (_check, seen), mark in pairs if seen and not mark.passed)


def _paired(
    checks: tuple[Check, ...], result: RunResult
) -> Iterator[tuple[Check, Observation | None]]:
    observed = iter(result.observations)
    for check in checks:
        yield check, next(observed, None) if check.probe is not None else None


def ending(result: RunResult) -> str:
    """How a run ended, in one line."""
    if result.exception is not None:
        return f"{result.exception.type}: {result.exception.message}".strip(": ").split("\n")[0]
    return words.outcome(result)


def shorten(text: str, most: int = 100) -> str:
    """`text`, cut where it is longer than a line of an error message should be."""
    return text if len(text) <= most else text[:most] + "…"


def same_output(printed: str, expected: str) -> bool:
    """Whether two outputs show the same lines; blanks at line ends do not count."""
    return output_lines(printed) == output_lines(expected)


def same_json(one: object, other: object) -> bool:
    """Whether two values are the same JSON: `1` is `1.0`, but not `true`."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_json(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_json, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return one == other


def output_lines(text: str) -> list[str]:
    """The lines of an output as they are compared: without blanks at their ends."""
    return [line.rstrip() for line in text.strip("\n").rstrip().split("\n")]


def _dumped(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _raised(seen: Observation) -> str:
    return f"{seen.exception.type}: {seen.exception.message}" if seen.exception else ""


def _reply(seen: Observation) -> str:
    if seen.exception is not None:
        return f"{seen.status}; {_raised(seen)}"
    return f"{seen.status}; {(seen.body or '').strip()}"


def _header(seen: Observation, name: str) -> str | None:
    return next((v for key, v in seen.headers.items() if key.lower() == name.lower()), None)


def _check_pattern(pattern: str, name: str, report: Report) -> None:
    if not patterns.is_pattern(pattern):
        report(name, patterns.what_it_is())
