"""Owns speaking to a record store: its address, what one is known by there, one batch sent."""

from __future__ import annotations

import base64
import http.client
import ipaddress
import json
import netrc
import os
import ssl
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import SplitResult, urlsplit
from urllib.request import (
    HTTPRedirectHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from flasktutor.errors import TutorError, UsageError
from flasktutor.language import _
from flasktutor.values import frozen
from flasktutor.xapi.statements import Statement

VARIABLE = "FLASKTUTOR_STORE"
"""Holds `KEY:SECRET`, as record stores give them."""
PATIENCE = 30.0
"""Seconds to wait for an answer to one batch."""
_NOTHING_NEW = 204
"""What Ralph answers where it had each of the statements."""
_LONGEST = 1_000_000
"""Bytes that are read of the ids of a batch: far more than they are."""
_TOLD = 2000
"""Bytes that are read of what a store answers to a refusal."""


@frozen(kw_only=True)
class Store:
    """A record store: where its xAPI begins, without a slash at the end."""

    url: str

    @property
    def home(self) -> str:
        """Scheme, host and port: the system in which a learner has a name."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


def store_at(url: str, *, without_tls: bool) -> Store:
    """The store at an address that a person typed; TutorError where none can be there.

    Without TLS what is sent can be read on its way: on this machine there is no way.
    """
    parts = _parts(url)
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            _("The address holds a name or a password, which others could read from it."),
            hint=_("Leave them out; `{variable}=KEY:SECRET` or a netrc file says them.").format(
                variable=VARIABLE
            ),
        )
    if parts.scheme == "http" and not (without_tls or _is_here(parts.hostname or "")):
        raise UsageError(
            _("{url} is without TLS: what is sent there can be read on its way.").format(url=url),
            hint=_("Use https:, or add --without-tls where that is meant."),
        )
    path = parts.path.rstrip("/").removesuffix("/statements")
    return Store(url=f"{parts.scheme}://{parts.netloc}{path}")


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not url.isascii() or not url.isprintable() or parts.query or " " in url:
        raise UsageError(
            _("{url} is no address of a record store.").format(url=url),
            hint=_("It looks like https://lrs.example.org/xapi: where its xAPI begins."),
        )
    return parts


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def authorization(store: Store, environ: Mapping[str, str] = os.environ) -> str | None:
    """What says there who we are, from the environment or a netrc; it is kept and shown nowhere.

    TutorError where what is there cannot be understood.
    """
    said = environ.get(VARIABLE)
    if said is None:
        said = _from_netrc(urlsplit(store.url).hostname or "", environ)
    if said is None:
        return None
    if ":" not in said:
        raise TutorError(
            _("{variable} is not KEY:SECRET: it has no colon.").format(variable=VARIABLE),
            hint=_("Record stores give a key and a secret; put a colon between them."),
        )
    return "Basic " + base64.b64encode(said.encode("utf-8", "surrogateescape")).decode()


def _from_netrc(host: str, environ: Mapping[str, str]) -> str | None:
    file = environ.get("NETRC") or str(Path("~/.netrc").expanduser())
    try:
        found = netrc.netrc(file).authenticators(host)
    except (OSError, RuntimeError):
        return None
    except (netrc.NetrcParseError, UnicodeDecodeError) as error:
        # Its own words may quote the line with the secret.
        raise TutorError(
            _("{file} cannot be understood, so nothing is known to log in with.").format(file=file),
            hint=_("Mend it, or say `{variable}=KEY:SECRET`.").format(variable=VARIABLE),
        ) from error
    return f"{found[0]}:{found[2]}" if found else None


@frozen(kw_only=True)
class Received:
    """What came of a batch: the HTTP status, or 0 and why there was none.

    `taken` says that a record store has them all: what else answers with 200 has lost them.
    """

    status: int
    taken: bool = False
    why: str = ""
    wait: float | None = None
    """Seconds that the store asks for before the next try."""


class _StayThere(HTTPRedirectHandler):
    """Follows no redirect: it would take the secret, or drop the statements, elsewhere."""

    def redirect_request(self, *_arguments: object, **_named: object) -> None:
        return None


class Posting:
    """The way to one store, on which batches are posted."""

    def __init__(self, store: Store, authorized: str | None) -> None:
        self._url = f"{store.url}/statements"
        self._opener = _opener(urlsplit(store.url))
        self._headers = {
            "Content-Type": "application/json",
            "X-Experience-API-Version": "1.0.3",
            **({"Authorization": authorized} if authorized else {}),
        }

    def post(self, batch: Sequence[Statement]) -> Received:
        """Post the statements as one batch."""
        body = json.dumps(batch).encode()
        request = Request(self._url, body, self._headers, method="POST")
        try:
            with self._opener.open(request, timeout=PATIENCE) as response:
                if response.status == _NOTHING_NEW or _names(response.read(_LONGEST), batch):
                    return Received(status=response.status, taken=True)
                why = _("it does not answer as a record store does, with the ids of what it took")
                return Received(status=response.status, why=why)
        except HTTPError as error:
            with error:
                return _refusal(error)
        except (OSError, http.client.HTTPException, ssl.SSLError) as error:
            return Received(status=0, why=str(getattr(error, "reason", None) or error))


def _names(answer: bytes, batch: Sequence[Statement]) -> bool:
    """Whether an answer lists their ids, as xAPI 1.0.3 has it (part 3, 2.1.2).

    A store takes a batch as a whole or refuses it; Ralph does not list those that it had before.
    """
    try:
        ids = json.loads(answer)
    except (ValueError, RecursionError):
        return False
    known = {one["id"].lower() for one in batch}
    return bool(ids) and isinstance(ids, list) and {str(one).lower() for one in ids} <= known


def _refusal(error: HTTPError) -> Received:
    try:
        text = error.read(_TOLD).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        text = ""
    asked = error.headers.get("Retry-After", "")
    wait = float(asked) if asked.isdecimal() and len(asked) < 5 else None
    why = " ".join(f"HTTP {error.code} {error.reason}. {text}".split())
    return Received(status=error.code, why=why[:200], wait=wait)


def _opener(parts: SplitResult) -> OpenerDirector:
    # A proxy is for what is far away; what is meant for this machine stays on it.
    proxies = [ProxyHandler({})] if _is_here(parts.hostname or "") else []
    return build_opener(_StayThere, *proxies)
