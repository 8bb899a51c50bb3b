"""Owns an app as a server calls it: each request is told of when it begins, and when it is over."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING, Any, Callable, Iterator

from .. import fit, tracebacks, written

if TYPE_CHECKING:
    from ..record.by_request import RequestRecorder
    from .channel import Channel

_LONGEST_PATH = 500
_YOUNG = 1.0
"""Seconds that an app has for an answer also where the end is wanted meanwhile."""


class Answering:
    """The learner's app with an ear at it; what it answers passes as it comes."""

    def __init__(self, app: Any, recorder: RequestRecorder, channel: Channel) -> None:
        self._app = app
        self._recorder = recorder
        self._channel = channel
        self._numbers = itertools.count(1)
        self._begun = time.perf_counter()
        #: What Flask found no handler for, by the request.
        self._errors: dict[int, BaseException] = {}
        self._open: dict[int, _Answer] = {}
        self._refuses = False

    def listen(self) -> None:
        """Hear of errors that Flask turns into an answer with status 500."""
        from flask import got_request_exception

        def keep(_sender: Any, exception: BaseException, **_more: Any) -> None:
            number = self._recorder.lanes.here().serves
            if number:
                self._errors[number] = exception

        got_request_exception.connect(keep, weak=False)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if self._refuses:
            start_response("503 SERVICE UNAVAILABLE", [("Content-Length", "0")])
            return []
        number = next(self._numbers)
        told = {"number": number, "method": fit.short(environ["REQUEST_METHOD"])}
        told.update(path=_path(environ), at_ms=self._now())
        self._channel.send({"began": told})
        answer = self._open[number] = _Answer(number, told, self._over)
        self._recorder.begin(number)

        def start(status: str, headers: Any, exc_info: Any = None) -> Any:
            answer.status = status
            return start_response(status, headers, exc_info)

        try:
            chunks = self._app(environ, start)
        except BaseException as error:
            answer.failed(error)
            answer.close()
            raise
        return answer.passing(chunks)

    def left(self) -> None:
        """The thread's visitor is gone; where that was noticed late, Werkzeug closes nothing."""
        answer = self._open.get(self._recorder.lanes.here().serves)
        if answer is not None:
            answer.left()

    def open(self) -> list[dict[str, Any]]:
        """The requests that are being answered, each with its status where that was sent."""
        answers = list(self._open.values())
        return [{"number": one.number, "status": fit.short(one.status)} for one in answers]

    def refuse(self) -> None:
        """Take no more requests: what comes now, nobody would see answered."""
        self._refuses = True

    def ends_soon(self) -> bool:
        """Whether an answer was sent of which it is only to be told, or is asked for just now.

        A server waits a little when it has sent one; and that a request was never answered
        shows only where the app had time for it.
        """
        young = self._now() - _YOUNG * 1000
        answers = list(self._open.values())
        return any(one.ended or one.told["at_ms"] > young for one in answers)

    def _now(self) -> float:
        return round((time.perf_counter() - self._begun) * 1000, 3)

    def _over(self, answer: _Answer) -> None:
        """Tell of a request that is answered, with all that was noted of it."""
        self._recorder.rest_here()
        helpers = self._recorder.at_work(answer.number)
        lane, events = self._recorder.end(answer.number)
        error = answer.error or self._errors.pop(answer.number, None)
        told = dict(
            answer.told,
            lane=lane.name,
            status=fit.short(answer.status),
            ended_ms=round(((answer.handed or answer.ended) - self._begun) * 1000, 3),
            rule=fit.short(lane.rule),
            endpoint=fit.short(lane.endpoint),
            whole=answer.whole,
            helpers=helpers,
            traceback=tracebacks.of(error) if error is not None else "",
        )
        self._channel.send(*written.frames(events, of=answer.number), {"answered": told})
        self._open.pop(answer.number, None)


class _Answer:
    """What one request gets, chunk by chunk."""

    def __init__(self, number: int, told: dict[str, Any], over: Callable[[_Answer], None]) -> None:
        self.number = number
        self.told = told
        self.status = ""
        self.error: BaseException | None = None
        self.whole = False
        self.handed = self.ended = 0.0
        self._over: Callable[[_Answer], None] | None = over
        self._chunks: Any = ()

    def passing(self, chunks: Any) -> _Answer:
        """The same chunks, for the server to send."""
        self._chunks = chunks
        return self

    def __iter__(self) -> Iterator[bytes]:
        try:
            for chunk in self._chunks:
                # With the last of them a browser may send its next request.
                self.handed = time.perf_counter()
                yield chunk
            self.whole = True
        except GeneratorExit:
            raise
        except BaseException as error:
            self.failed(error)
            raise
        finally:
            self.ended = time.perf_counter()

    def failed(self, error: BaseException) -> None:
        """It ends in an error, which the server will answer for where nothing was sent yet."""
        self.error = error

    def left(self) -> None:
        """The server has let go of it without closing it."""
        over, self._over = self._over, None
        if over is not None:
            over(self)

    def close(self) -> None:
        """Nothing more is sent: all was, or nobody is there to read on."""
        over, self._over = self._over, None
        try:
            if hasattr(self._chunks, "close"):
                self._chunks.close()
        except BaseException as error:
            self.failed(error)
            raise
        finally:
            self.ended = self.ended or time.perf_counter()
            if over is not None:
                over(self)


def _path(environ: dict[str, Any]) -> str:
    path = str(environ.get("PATH_INFO", "")).encode("latin-1", "replace").decode("utf-8", "replace")
    query = str(environ.get("QUERY_STRING", ""))
    return (path + (f"?{query}" if query else ""))[:_LONGEST_PATH]
