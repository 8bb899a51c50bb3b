"""Owns a lesson as lists show it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType, SimpleNamespace

from flasktutor import language
from flasktutor.sources import OWN


# A namespace is there at once; a data class is built anew at every start.
class Outline(SimpleNamespace):
    """A lesson as lists show it; `flaw` says why it cannot be taken, if so.

    `keys` are its steps, `asked` those that ask something, `only` the versions of Flask of those
    that are not asked on every one, `cards` those that come back:
    how likely a guess is right, and versions of Flask of each; `varied` the questions that are
    another program each time: kind, versions of Flask and worlds of each. `teaches` has the ideas
    of each step; `titles` is by language, its own first. `was` tells what keys were before → what
    they are. A `workshop` is done on the learner's machine. `source` says where it comes from,
    `beside` which course of the same name is listed before its own. `mark` names its content.
    """

    name: str
    path: str
    titles: dict[str, str]
    minutes: int = 0
    keys: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    only: Mapping[str, str] = MappingProxyType({})
    cards: Mapping[str, tuple[float, str]] = MappingProxyType({})
    varied: Mapping[str, tuple[str, str, tuple[str, ...]]] = MappingProxyType({})
    teaches: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    requires: tuple[str, ...] = ()
    was: Mapping[str, str] = MappingProxyType({})
    mark: str = ""
    workshop: bool = False
    flaw: str = ""
    source: str = OWN
    beside: str = ""

    @property
    def title(self) -> str:
        """The title in the language in use, else in its own."""
        return self.titles.get(language.current(), next(iter(self.titles.values())))

    @property
    def course(self) -> str:
        """What its course is called here; ours has no name."""
        return self.name.rpartition("/")[0]

    @property
    def languages(self) -> list[str]:
        """The language that it is written in, and those it can be taken in as well."""
        own, *others = self.titles
        return [own, *(each for each in others if each in language.available())]
