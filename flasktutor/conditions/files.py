"""Owns the conditions on files in the learner's folder: there or not, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterator

from flasktutor import patterns
from flasktutor.checks import Mark
from flasktutor.conditions.base import Condition
from flasktutor.conditions.looks import FileLook, FileSeen
from flasktutor.language import _
from flasktutor.schema import Report
from flasktutor.values import frozen


@frozen(kw_only=True)
class FileCondition(Condition):
    """A file is there, and these things stand in it."""

    file: tuple[str, ...]
    """The file's path in the learner's folder; of several, the first that is there counts."""
    uses: tuple[str, ...] = ()
    """Names, attributes or calls that stand in its code."""
    avoids: tuple[str, ...] = ()
    """Names, attributes or calls that stand nowhere in its code."""
    contains: tuple[str, ...] = ()
    """Texts that stand in it, in capitals or not."""

    def check(self, report: Report) -> None:
        if not self.file:
            report("file", _("name a file"))
        check_paths(self.file, "file", report)
        for name in ("uses", "avoids"):
            if not all(map(patterns.is_pattern, getattr(self, name))):
                report(name, patterns.what_it_is())

    def look(self) -> FileLook:
        return FileLook(paths=self.file)

    def criterion(self) -> str:
        names = _(" or ").join(f"`{path}`" for path in self.file)
        wanted = ", ".join(f"`{part}`" for part in (*self.uses, *self.contains))
        if wanted and self.avoids:
            text = _("{file} holds {wanted}, and nowhere {unwanted}")
        elif wanted:
            text = _("{file} holds {wanted}")
        elif self.avoids:
            text = _("{file} does without {unwanted}")
        else:
            text = _("there is {file}")
        unwanted = ", ".join(f"`{part}`" for part in self.avoids)
        return text.format(file=names, wanted=wanted, unwanted=unwanted)

    def judge(self, seen: FileSeen) -> tuple[Mark, ...]:
        if seen.state == "unreadable" and not (self.uses or self.avoids or self.contains):
            return (self.mark(True),)  # a database, a picture: it is there
        if seen.state != "there":
            return (self.mark(False, seen=_state(seen)),)
        code = seen.path.endswith(".py")
        if code and (self.uses or self.avoids) and (error := patterns.fault(seen.text, seen.path)):
            return (self.mark(False, seen=_("`{path}` is no Python yet").format(path=seen.path),
                              error=error),)  # fmt: skip
        lacking = list(self._lacking(seen.text))
        return (self.mark(not lacking, seen="; ".join(lacking)),)

    def _lacking(self, text: str) -> Iterator[str]:
        for pattern in self.uses:
            if not patterns.found(pattern, text):
                yield _("`{part}` does not stand there").format(part=pattern)
        for part in self.contains:
            if part.casefold() not in text.casefold():
                yield _("`{part}` does not stand there").format(part=part)
        for pattern in self.avoids:
            if patterns.found(pattern, text):
                yield _("`{part}` stands there").format(part=pattern)


@frozen(kw_only=True)
class GoneCondition(Condition):
    """There is no such file or folder."""

    gone: tuple[str, ...]
    """Paths in the learner's folder at which there is nothing."""

    def check(self, report: Report) -> None:
        check_paths(self.gone, "gone", report)

    def look(self) -> FileLook:
        return FileLook(paths=self.gone)

    def criterion(self) -> str:
        names = ", ".join(f"`{path}`" for path in self.gone)
        return _("there is no {file}").format(file=names)

    def judge(self, seen: FileSeen) -> tuple[Mark, ...]:
        if seen.state in ("there", "folder"):
            return (self.mark(False, seen=_("`{path}` is still there").format(path=seen.path)),)
        is_gone = seen.state == "missing"
        return (self.mark(is_gone, seen="" if is_gone else _state(seen)),)


def check_paths(paths: tuple[str, ...], name: str, report: Report) -> None:
    """Report a path that does not lie in the learner's folder."""
    for path in paths:
        parts = path.split("/")
        if not path or "\\" in path or path.startswith("/") or ":" in path or ".." in parts:
            text = _("`{path}`: write a path inside the learner's folder, such as `shop/db.py`")
            report(name, text.format(path=path))


def _state(seen: FileSeen) -> str:
    texts = {
        "there": _("`{path}` is there"),
        "folder": _("`{path}` is a folder"),
        "missing": _("there is no `{path}`"),
        "unreadable": _("`{path}` cannot be read: {why}"),
    }
    return texts[seen.state].format(path=seen.path, why=seen.why)
