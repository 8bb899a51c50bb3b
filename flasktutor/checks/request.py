"""Owns the `request` check: what the learner's app answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from flasktutor import patterns
from flasktutor.checks.base import Check, Mark
from flasktutor.checks.compare import bare, raised, same_json, without_pages
from flasktutor.language import _
from flasktutor.schema import Data, Json, Printed, Report
from flasktutor.snippets import ABSENT, RequestSpec
from flasktutor.text import escape
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.runner.protocol import Observation, Probe, RunResult


@frozen(kw_only=True)
class RequestCheck(Check):
    """A request to the learner's app (or several from one client) answers as expected."""

    request: tuple[RequestSpec, ...]
    """The request to send; of a list, sent by one client, the last answer counts."""
    app: str | None = None
    """The expression that gives the app, where it is not `app`."""
    status: int | None = None
    """The status code of the answer."""
    body: Printed | None = None
    """The whole body of the answer."""
    contains: tuple[Printed, ...] = ()
    """Texts that stand somewhere in the body."""
    lacks: tuple[Printed, ...] = ()
    """Texts that stand nowhere in the body."""
    follow: bool = False
    """Whether redirects are followed; the answer at their end is the one that counts."""
    json: Json = ABSENT
    """The answer's JSON."""
    headers: Mapping[str, Data] = field(default_factory=dict)
    """Headers of the answer."""

    def check(self, report: Report) -> None:
        if self.app is not None and not patterns.is_expression(self.app):
            report("app", _("this is no Python expression"))

    @property
    def probe(self) -> Probe:
        from flasktutor.runner.protocol import Probe

        sent = tuple(each.built() for each in self.request)
        return Probe(requests=sent, app=self.app, follow=self.follow)

    def criterion(self) -> str:
        answers = "; ".join(self._wanted())
        return _("`{request}` answers {answer}").format(request=self.asked(), answer=answers)

    def asked(self) -> str:
        sent = ", ".join(map(_sent, self.request))
        return _("{request}, redirects followed").format(request=sent) if self.follow else sent

    def came(self, seen: Observation) -> str:
        return raised(seen) if seen.status is None else _reply(seen)

    def _wanted(self) -> Iterable[str]:
        if self.status is not None or not self._says_more():
            yield str(self.status or 200)
        if self.body is not None:
            yield f"`{self.body.strip()}`"
        yield from (f"… `{part}` …" for part in self.contains)
        yield from (_("without `{text}`").format(text=part) for part in self.lacks)
        if self.json is not ABSENT:
            yield f"JSON `{_dumped(self.json)}`"
        yield from (f"`{name}: {value}`" for name, value in self.headers.items())

    def _says_more(self) -> bool:
        said = self.body is not None or self.contains or self.lacks or self.headers
        return bool(said) or self.json is not ABSENT

    def wants(self, seen: Observation) -> bool:
        return self.status is not None and seen.status == self.status

    def judge(self, source: str, result: RunResult, seen: Observation | None) -> Mark:
        if seen is None:
            return self.broken(_("the request was never sent"))
        met = seen.status is not None and self._met(seen)
        spaced = seen.status is not None and self._met(seen, bare)
        return self.mark(met, expected=self._expected(), seen=self.came(seen), spaced=spaced)

    def _expected(self) -> str:
        return "; ".join(self._wanted()).replace("`", "")

    def _met(self, seen: Observation, read: Callable[[str], str] = escape) -> bool:
        """Whether the answer is as asked, its texts being taken as `read` gives them."""
        body = read(seen.body or "")
        return (
            seen.status == (self.status or (seen.status if self._says_more() else 200))
            and (self.status is not None or (seen.status or 500) < 400)
            and (self.body is None or body.strip() == read(self.body.strip()))
            and all(read(part) in body for part in self.contains)
            and not any(read(part) in body for part in self.lacks)
            and (self.json is ABSENT or (seen.has_json and same_json(seen.json, self.json)))
            and all(_header(seen, name) == escape(value) for name, value in self.headers.items())
        )


def _sent(request: RequestSpec) -> str:
    """A request with all that tells it from another to the same address."""
    carried = [f"{name}: {value}" for name, value in request.headers.items()]
    carried += (f"{name}={value}" for name, value in (request.form or {}).items())
    carried += (f"{name}={file.name}" for name, file in request.files.items())
    if request.json is not ABSENT:
        carried.append(f"JSON {_dumped(request.json)}")
    return f"{request} ({'; '.join(carried)})" if carried else str(request)


def _dumped(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _reply(seen: Observation) -> str:
    if seen.exception is not None:
        return f"{seen.status}; {raised(seen)}"
    text = without_pages(seen.body or "").strip()
    return text if text.startswith(f"{seen.status} ") else f"{seen.status}; {text}"


def _header(seen: Observation, name: str) -> str | None:
    return next((v for key, v in seen.headers.items() if key.lower() == name.lower()), None)
