"""A server on the loopback that answers as told, and keeps what it was sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Rule = Callable[[int, list[dict[str, Any]]], int]
"""The number of the request, from 0, and its statements → the status to answer with."""


@dataclass
class Server:
    """What came in: each request's statements and headers; and what was taken, by id."""

    url: str
    requests: list[list[dict[str, Any]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)


def named(ids: list[str]) -> bytes:
    """What a record store answers to statements with these ids."""
    return json.dumps(ids).encode()


@contextmanager
def serving(rule: Rule, answers: Callable[[list[str]], bytes] = named) -> Iterator[Server]:
    """Serve until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status = rule(len(made.requests), body)
            made.requests.append(body)
            made.headers.append(dict(self.headers))
            made.paths.append(self.path)
            if status == 200:
                made.taken += [one["id"] for one in body]
            self.send_response(status)
            self.send_header("Location", made.url + "/elsewhere")
            self.send_header("Retry-After", "0")
            answer = answers([one["id"] for one in body])
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST  # noqa: N815  # as the standard library names it

        def log_message(self, *_told: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = Server(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()
