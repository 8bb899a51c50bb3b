"""Owns what varied questions share: values by a seed, the worlds that are asked, their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any, ClassVar, TypeVar

from flasktutor.language import _
from flasktutor.schema import Key, Report, Spec, Words
from flasktutor.steps.base import SnippetStep
from flasktutor.values import frozen
from flasktutor.varied.values import Value, check_names, values_of

V = TypeVar("V", bound="VariedStep")


@frozen(kw_only=True)
class Reason(Spec):
    """Why a world is wrong about this question, where its own words are too wide."""

    world: Key
    """The world of `course.yaml` that foresees another outcome."""
    why: Words
    """Why it comes out otherwise."""


@frozen(kw_only=True)
class VariedStep(SnippetStep):
    """A step that may be another program each time."""

    templates: ClassVar[tuple[str, ...]] = ("body", "hints", "after")
    """Fields whose texts may name values."""

    vary: Mapping[str, Value] = field(default_factory=dict)
    """Values by name, another for each seed; the texts say them as `{{ name }}`."""
    worlds: tuple[Key, ...] = ()
    """The wrong worlds that foresee another outcome; where none is named, all are asked."""
    whys: tuple[Reason, ...] = ()
    """Why those worlds are wrong here, where their own words are too wide."""

    def check(self, report: Report) -> None:
        super().check(report)
        check_names(self.vary, report)
        for name in ("worlds", "whys"):
            if getattr(self, name) and not self.vary:
                report(name, _("this is for questions with `vary`"))
        for reason in self.whys:
            if self.worlds and reason.world not in self.worlds:
                report("world", _("`worlds` does not name it"), reason)

    @property
    def to_draw(self) -> bool:
        """Whether its program is still to be made."""
        return bool(self.vary)

    def rendered(self: V, seed: int) -> V:
        """The step with the values of that seed in its texts; raises `VaryError`."""
        # A lesson without varied questions starts without jinja2.
        from flasktutor.varied.template import render

        values = values_of(self.vary, seed)

        def filled(value: Any) -> Any:
            if isinstance(value, tuple):
                return tuple(map(filled, value))
            return render(value, values) if isinstance(value, str) else value

        texts = {name: filled(getattr(self, name)) for name in self.templates}
        whys = tuple(replace(reason, why=Words(filled(reason.why))) for reason in self.whys)
        return replace(self, whys=whys, **texts)
