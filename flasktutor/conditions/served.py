"""Owns the condition on the server that the learner has started: what it answers."""

from __future__ import annotations

from typing import Literal

from flasktutor.checks import Mark, shorten
from flasktutor.conditions.base import Condition
from flasktutor.conditions.looks import ServerLook, ServerSeen
from flasktutor.language import _
from flasktutor.schema import Report
from flasktutor.snippets import RequestSpec
from flasktutor.values import frozen


@frozen(kw_only=True)
class ServedCondition(Condition):
    """The learner's server, on whatever port, answers a request as expected."""

    served: RequestSpec
    """The request to send: `/path` for short."""
    status: int = 200
    """The status code of the answer."""
    contains: tuple[str, ...] = ()
    """Texts that stand somewhere in the answer."""

    def check(self, report: Report) -> None:
        if self.served.method not in ("GET", "HEAD"):
            report("served", _("a running server is only asked with GET: it keeps what it gets"))

    def look(self) -> ServerLook:
        return ServerLook(request=self.served.built())

    def criterion(self) -> str:
        answer = ", ".join([str(self.status), *(f"… `{part}` …" for part in self.contains)])
        text = _("your server answers `{request}` with {answer}")
        return text.format(request=self.served, answer=answer)

    def judge(self, seen: ServerSeen) -> tuple[Mark, ...]:
        if seen.state != "answered":
            return (self.mark(False, seen=_unanswered(seen)),)
        instead = self._instead(seen)
        told = [instead] if instead else []
        if not seen.sure:
            text = _("whose server answers at {address} is not known")
            told.append(text.format(address=seen.address))
        return (self.mark(not instead, seen="; ".join(told)),)

    def _instead(self, seen: ServerSeen) -> str:
        """What is different about an answer; an error's page need not hold what is looked for."""
        if seen.status != self.status:
            text = _("{address} answers with {status}")
            if seen.status >= 500:
                text = _("{address} answers with {status}; the error stands where the server runs")
            return text.format(address=seen.address, status=seen.status)
        lacking = [part for part in self.contains if part not in seen.body]
        if not lacking:
            return ""
        text = _("{address} answers without {parts}: {body}")
        parts = ", ".join(f"`{part}`" for part in lacking)
        body = shorten(" ".join(seen.body.split()))
        return text.format(address=seen.address, parts=parts, body=body)


@frozen(kw_only=True)
class StoppedCondition(Condition):
    """No server runs in the learner's folder any more."""

    stopped: Literal["server"]
    """`server`."""

    def look(self) -> ServerLook:
        return ServerLook(request=RequestSpec().built())

    def criterion(self) -> str:
        return _("your server is stopped")

    def judge(self, seen: ServerSeen) -> tuple[Mark, ...]:
        runs = seen.state in ("answered", "silent")
        text = _("it still runs at {address}").format(address=seen.address) if runs else ""
        return (self.mark(not runs, seen=text),)


def _unanswered(seen: ServerSeen) -> str:
    texts = {
        "none": _("no server runs in this folder"),
        "stranger": _("at {address} answers a server that is not from this folder: {who}"),
        "silent": _("{address} takes the request and does not answer"),
    }
    return texts[seen.state].format(address=seen.address, who=seen.who or _("not known which"))
