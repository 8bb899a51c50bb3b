"""Owns looking at the learner's server: which of those that listen is theirs, what it answers."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from flasktutor.conditions.looks import ServerLook, ServerSeen
from flasktutor.doctor import listeners
from flasktutor.doctor.listeners import Listener
from flasktutor.doctor.project import read_dotenv
from flasktutor.runner.protocol import HttpRequest
from flasktutor.text import decode
from flasktutor.workplace.environments import is_environment

SECONDS = 5.0
"""How long a server may take to answer: a page that takes longer is no page yet."""
_LARGEST = 256 * 1024
_KEPT = 1.0  # a reloader takes another process for the same socket
_KNOCK = 0.2  # seconds: Windows tries again for two where nobody listens
_USUAL = 5000
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


class Listening:
    """Who listens here. Whose the sockets are is asked when they changed, and once a second."""

    def __init__(self) -> None:
        self._known: tuple[Listener, ...] | None = ()
        self._sockets: Mapping[str, tuple[str, int]] | None = None
        self._until = 0.0

    def now(self) -> tuple[Listener, ...] | None:
        """All that listens; None where the system does not tell whose a socket is."""
        sockets = listeners.sockets()
        if sockets != self._sockets or time.monotonic() > self._until:
            self._known, self._sockets = listeners.listeners(), sockets
            self._until = time.monotonic() + _KEPT
        return self._known


def of_folder(everybody: tuple[Listener, ...] | None, folder: Path) -> tuple[Listener, ...]:
    """Those that run in the folder or serve a file of it, the latest first, each port once."""
    found: dict[int, Listener] = {}
    for one in everybody or ():
        if _is_theirs(one, folder):
            found.setdefault(one.port, one)
    return tuple(found.values())


def look(
    wish: ServerLook,
    folder: Path,
    environ: Mapping[str, str],
    everybody: tuple[Listener, ...] | None,
) -> ServerSeen:
    """What the learner's latest server that answers at all has to say to the request."""
    silent: ServerSeen | None = None
    for one in of_folder(everybody, folder):
        seen = _asked(wish.request, _EVERYWHERE.get(one.host, one.host), one.port)
        if seen is not None and seen.state == "answered":
            return seen
        silent = silent or seen
    return silent or _at_usual_ports(wish.request, folder, environ, everybody)


def ports(folder: Path, environ: Mapping[str, str]) -> list[int]:
    """Where a server of theirs is to be expected: as they say, else where Flask puts it."""
    values = [environ.get("FLASK_RUN_PORT", ""), read_dotenv(folder).get("FLASK_RUN_PORT", "")]
    found = filter(None, map(listeners.port_in, values))
    return list(dict.fromkeys([*found, _USUAL]))


def taken(folder: Path, environ: Mapping[str, str]) -> tuple[int, ...]:
    """Ports where a server of theirs is to be expected and somebody listens, nothing said."""
    found = []
    for port in ports(folder, environ):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), _KNOCK):
            found.append(port)
    return tuple(found)


def _at_usual_ports(
    request: HttpRequest,
    folder: Path,
    environ: Mapping[str, str],
    everybody: tuple[Listener, ...] | None,
) -> ServerSeen:
    """Somebody else's server where theirs is expected; theirs, perhaps, where none can be told."""
    for port in ports(folder, environ):
        stranger = next((one for one in everybody or () if one.port == port), None)
        address = _address("127.0.0.1", port, request)
        if stranger is not None:
            who = f"{stranger.command}, {stranger.folder}"
            return ServerSeen(state="stranger", address=address, who=who)
        if everybody is not None:
            if port in {at[1] for at in listeners.sockets().values()}:
                return ServerSeen(state="stranger", address=address)
            continue
        seen = _asked(request, "127.0.0.1", port)
        if seen is not None:
            return replace(seen, sure=False)
    return ServerSeen()


def _is_theirs(one: Listener, folder: Path) -> bool:
    place = Path(one.folder)
    with suppress(OSError, ValueError):
        root = folder.resolve()
        if place.is_relative_to(root):
            return True
        return any(_serves(place / word, root) for word in one.words[1:] if word[:1] != "-")
    return False


def _serves(path: Path, root: Path) -> bool:
    """Whether a word of a command means something of the folder that is not a tool in it."""
    path = Path(str(path).rpartition(":")[0] or path) if not path.exists() else path
    real = path.resolve()
    if not real.is_relative_to(root) or not path.exists():
        return False
    above = [real, *real.parents]
    return not any(is_environment(one) for one in above[: above.index(root)])


def _asked(request: HttpRequest, host: str, port: int) -> ServerSeen | None:
    """What is answered there; None where nobody is. Without encryption first, then with it."""
    seen = _ask(request, host, port, encrypted=False)
    return _ask(request, host, port, encrypted=True) if seen is _GARBLED else seen


_GARBLED = ServerSeen(state="silent", who="garbled")


def _ask(request: HttpRequest, host: str, port: int, *, encrypted: bool) -> ServerSeen | None:
    address = _address(host, port, request, "https" if encrypted else "http")
    # Never by a proxy: this library knows of none.
    connection = _connection(host, port, encrypted=encrypted)
    deadline = time.monotonic() + SECONDS
    try:
        connection.request(request.method, request.path, headers=dict(request.headers))
        answer = connection.getresponse()
        body = b"".join(_bounded(answer, deadline))
        return ServerSeen(
            state="answered", address=address, status=answer.status, body=decode(body, cut=True)
        )
    except ConnectionRefusedError:
        return None
    except (TimeoutError, ssl.SSLError):
        return ServerSeen(state="silent", address=address)
    except (http.client.HTTPException, ConnectionError):
        return ServerSeen(state="silent", address=address) if encrypted else _GARBLED
    except (OSError, ValueError):
        return None
    finally:
        connection.close()


def _connection(host: str, port: int, *, encrypted: bool) -> http.client.HTTPConnection:
    if not encrypted:
        return http.client.HTTPConnection(host, port, timeout=SECONDS)
    # Their own certificate, made a moment ago, on their own machine.
    trusting = ssl._create_unverified_context()
    return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=trusting)


def _bounded(answer: http.client.HTTPResponse, deadline: float) -> Iterator[bytes]:
    room = _LARGEST
    while room > 0 and (data := answer.read1(room)):
        room -= len(data)
        yield data
        if time.monotonic() > deadline:
            raise TimeoutError


def _address(host: str, port: int, request: HttpRequest, scheme: str = "http") -> str:
    shown = f"[{host}]" if ":" in host and _is_ip(host) else host
    return f"{scheme}://{shown}:{port}{request.path}"


def _is_ip(host: str) -> bool:
    with suppress(ValueError):
        return bool(ipaddress.ip_address(host))
    return False
