"""Owns the checks of what a run itself showed: its output, its values, its error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flasktutor import patterns
from flasktutor.checks.base import Check, Mark
from flasktutor.checks.compare import bare, ending, output_lines, raised, same_json, without_pages
from flasktutor.language import _
from flasktutor.schema import Json, Printed, Report, Words
from flasktutor.snippets import ContextSpec
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.runner.protocol import Observation, Probe, RunResult


@frozen(kw_only=True)
class PrintsCheck(Check):
    """These lines are printed, in this order; other lines may stand between them."""

    prints: Printed
    """Lines that are printed in this order."""

    def criterion(self) -> str:
        return _("prints `{text}`").format(text=self.prints.strip().replace("\n", " ⏎ "))

    def judge(self, source: str, result: RunResult, seen: Observation | None) -> Mark:
        printed = iter(output_lines(result.stdout))
        met = all(line in printed for line in output_lines(self.prints))
        came = without_pages(result.stdout).strip() or _("(nothing printed)")
        if result.behind is not None:
            error = f"{result.behind.type}: {result.behind.message}"
            came += "\n" + _("(a view raised {error})").format(error=error)
        return self.mark(
            met, expected=self.prints.strip(), seen=came, spaced=self._spaced(result.stdout)
        )

    def _spaced(self, printed: str) -> bool:
        """Whether all that is asked for is printed, but for spaces and line breaks."""
        lines = iter(map(bare, output_lines(printed)))
        asked = [line for line in map(bare, output_lines(self.prints)) if line]
        return all(line in lines for line in asked) or bare(printed) == "".join(asked)


@frozen(kw_only=True)
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
    given: Words = Words("")
    """Said before it: under what it holds, where the learner's program does not show that."""

    def check(self, report: Report) -> None:
        for name in ("value", "app"):
            expression = getattr(self, name)
            if expression is not None and not patterns.is_expression(expression):
                report(name, _("this is no Python expression"))

    @property
    def probe(self) -> Probe:
        from flasktutor.runner.protocol import Probe

        return Probe(expression=self.value, context=self.context.as_context(), app=self.app)

    def asked(self) -> str:
        return self.value

    def came(self, seen: Observation) -> str:
        return raised(seen) or seen.repr or ""

    def criterion(self) -> str:
        value = repr(self.equals)
        asked = _("`{expression}` must be `{value}`").format(expression=self.value, value=value)
        return f"{self.given}: {asked}" if self.given else asked

    def judge(self, source: str, result: RunResult, seen: Observation | None) -> Mark:
        if seen is None:
            return self.broken(_("the value was never looked at"))
        met = seen.exception is None and seen.has_json and same_json(seen.json, self.equals)
        return self.mark(
            met, expected=repr(self.equals), seen=self.came(seen), spaced=self._spaced(seen)
        )

    def _spaced(self, seen: Observation) -> bool:
        one, other = seen.json, self.equals
        return isinstance(one, str) and isinstance(other, str) and bare(one) == bare(other)


@frozen(kw_only=True)
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
