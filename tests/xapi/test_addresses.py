"""Any address that is typed, and anything in a netrc, is understood or refused in words."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flasktutor.errors import TutorError
from flasktutor.xapi.store import Store, authorization, store_at

few = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
PARTS = st.sampled_from(
    ["https:", "http:", "//", "lrs.example.org", "127.0.0.1", "[::1", "]", ":", "0", "443", "99999",
     "@", "ani:secret", "/xapi", "/statements", "?q=1", "#", " ", "\0", "é", "%", "..", "\\"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["machine", "default", "login", "password", "account", "macdef", "lrs.example.org", "ani", '"',
     "'", "\\", "#", " ", "\n", "\n\n", "\t"]
)  # fmt: skip


@few
@example(url="https://[")
@given(url=st.text() | st.lists(PARTS).map("".join))
def test_any_address_is_a_store_or_refused(url: str) -> None:
    try:
        store = store_at(url, without_tls=False)
    except TutorError:
        return
    assert url.startswith(store.home)
    # Of what was understood, nothing changes when it is typed again.
    assert store_at(store.url, without_tls=False) == store


@few
@example(data=b"machine lrs.example.org login 'ani")
@given(data=st.binary(max_size=80) | st.lists(WORDS).map(" ".join).map(str.encode))
def test_any_netrc_tells_who_we_are_or_cannot_be_understood(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "netrc"
    file.write_bytes(data)
    file.chmod(0o600)
    try:
        said = authorization(Store(url="https://lrs.example.org"), {"NETRC": str(file)})
    except TutorError:
        return
    assert said is None or said.startswith("Basic ")
