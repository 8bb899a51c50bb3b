"""Owns the `do` step: something to do on one's own machine, and what has to be so afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import ClassVar, Literal

from flasktutor.checks import Mark
from flasktutor.conditions import Condition, Look, Seen, check_paths
from flasktutor.language import _
from flasktutor.schema import Code, Key, Report, Spec, Words
from flasktutor.steps.base import Step, Verdict
from flasktutor.values import frozen
from flasktutor.yamlsource import Mapping as MappingNode
from flasktutor.yamlsource import Node, Scalar

SHELLS = ("unix", "powershell", "cmd")
"""The shells that commands are written for."""


@frozen(kw_only=True)
class Commands(Spec):
    """Commands to type, one a line; a text instead of these is the same in every shell."""

    alone: ClassVar[bool] = True
    short: ClassVar[str] = r"[\s\S]*"

    unix: Code = Code("")
    """For the shells of macOS and Linux."""
    powershell: Code = Code("")
    """For PowerShell."""
    cmd: Code = Code("")
    """For the command prompt of Windows."""

    @classmethod
    def unfold(cls, node: Node) -> Node:
        if not isinstance(node, Scalar):
            return node
        keys: dict[str, tuple[Scalar, Node]] = {
            name: (Scalar(node.line, node.column, name, True), node) for name in SHELLS
        }
        return MappingNode(node.line, node.column, keys)

    def lines(self, shell: str) -> tuple[str, ...]:
        """The commands for one of `SHELLS`."""
        return tuple(filter(str.strip, str(getattr(self, shell)).splitlines()))

    def check(self, report: Report) -> None:
        given = [name for name in SHELLS if getattr(self, name)]
        if given and len(given) < len(SHELLS):
            missing = next(name for name in SHELLS if name not in given)
            report(given[0], _("the same is needed for `{shell}`").format(shell=missing))


@frozen(kw_only=True)
class Doing(Spec):
    """Files to write and commands to type in the learner's folder.

    First the server is stopped where `stop` says so, then `files` are written, the commands of
    `run` are typed, and `serve` is started, in place of a server that runs.
    """

    stop: Literal["", "server"] = ""
    """`server`: the server of the steps before is stopped."""

    run: Commands = Commands()
    """Commands that come to an end."""
    files: Mapping[str, Code] = field(default_factory=dict)
    """The whole content of files, by their paths in the learner's folder."""
    serve: Commands = Commands()
    """The command of a server that goes on running."""

    def check(self, report: Report) -> None:
        check_paths(tuple(self.files), "files", report)


@frozen(kw_only=True)
class StateMistake(Spec):
    """A mistake that learners are known to make, recognised by what is so on their machine.

    `example`, done where the step begins, must meet this mistake first.
    """

    say: Words
    """What to say of it."""
    when: tuple[Condition, ...]
    """What is so when it was made."""
    example: Doing
    """How it is made."""
    misconception: Key | None = None
    """The idea of `course.yaml` that this mistake stands for."""

    def check(self, report: Report) -> None:
        if not self.when:
            report("when", _("say how to recognise it"))


@frozen(kw_only=True)
class DoStep(Step):
    """Something to do in one's own terminal, editor or browser, and what is so afterwards."""

    kind: ClassVar[str] = "do"
    wordless: ClassVar[bool] = True

    checks: tuple[Condition, ...]
    """What has to be so; whichever way leads there is right."""
    solution: Doing
    """One way that leads there, from where the solutions of the steps before have led."""
    files: Mapping[str, Code] = field(default_factory=dict)
    """Files that the step starts from, by path; they are put there when the learner asks."""
    opens: str = ""
    """The file that is worked on, to be opened in the learner's editor."""
    mistakes: tuple[StateMistake, ...] = ()
    """Mistakes that learners make; the first that is recognised is said."""

    def check(self, report: Report) -> None:
        super().check(report)
        if not self.checks:
            report("checks", _("nothing is checked"))
        check_paths(tuple(self.files), "files", report)
        if self.opens:
            check_paths((self.opens,), "opens", report)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All that is looked at: the checks, then what shows each mistake."""
        return (*self.checks, *(one for mistake in self.mistakes for one in mistake.when))

    def looks(self) -> tuple[Look, ...]:
        """What to look at for each of `conditions`."""
        return tuple(condition.look() for condition in self.conditions)

    def judge(self, seen: Sequence[Seen | None]) -> Verdict:
        """The verdict on what was seen for each of `conditions`: None, it was not looked at."""
        judged = [
            condition.waiting() if one is None else condition.judge(one)
            for condition, one in zip(self.conditions, seen, strict=True)
        ]
        marks = tuple(mark for group in judged[: len(self.checks)] for mark in group)
        if all(mark.passed for mark in marks):
            return Verdict(right=True, marks=marks)
        shown = judged[len(self.checks) :]
        for mistake in self.mistakes:
            groups, shown = shown[: len(mistake.when)], shown[len(mistake.when) :]
            if _all_hold(groups):
                return Verdict(
                    right=False, marks=marks, message=mistake.say, belief=mistake.misconception
                )
        said = next((mark.fail for mark in marks if mark.state == "failed" and mark.fail), "")
        return Verdict(right=False, marks=marks, message=said)

    def solution_text(self) -> str:
        """The files of the solution, each under its name; its commands depend on the shell."""
        return "\n".join(f"# {path}\n{text}" for path, text in self.solution.files.items())


def _all_hold(groups: Sequence[tuple[Mark, ...]]) -> bool:
    return all(mark.passed for marks in groups for mark in marks)
