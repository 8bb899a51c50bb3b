"""Owns `progress --send`: what is told before and after, and what is shown instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flasktutor.cli.output import as_json as json_output
from flasktutor.cli.output.patience import patience
from flasktutor.cli.output.say import say
from flasktutor.cli.tutor import Tutor
from flasktutor.errors import TutorError
from flasktutor.language import _, ngettext

if TYPE_CHECKING:
    from flasktutor.xapi.sending import Sent
    from flasktutor.xapi.statements import Statement
    from flasktutor.xapi.store import Received, Store

_STRANGER = (401, 403)
_ELSEWHERE = range(200, 400)
_NOT_FOUND = (404, 405)


def show(tutor: Tutor, url: str, name: str, *, without_tls: bool, quiet: bool) -> None:
    """Print what would be sent; nothing is, and nobody is asked for."""
    from flasktutor.xapi.sending import waiting
    from flasktutor.xapi.store import store_at

    store = store_at(url, without_tls=without_tls)
    found = waiting(tutor.progress, store, name)
    if quiet:
        json_output.show({"store": store.url, "waiting": len(found), "statements": found})
        return
    json_output.show(found)
    text = _("{what} would go to {store}. Nothing was sent.")
    say(text.format(what=_counted(len(found)), store=store.url), err=True)


def send(tutor: Tutor, url: str, name: str, *, without_tls: bool, quiet: bool) -> int:
    """Send what the store does not have; 1 where some is left."""
    from flasktutor.xapi import sending
    from flasktutor.xapi.store import Posting, authorization, store_at

    store = store_at(url, without_tls=without_tls)
    found = sending.waiting(tutor.progress, store, name)
    line = Posting(store, authorization(store))
    with patience(_("Sending…")):
        done = sending.send(found, line, tutor.progress, store)
    if done.answer is not None:
        raise _trouble(done.answer, done, store)
    if quiet:
        json_output.show({"store": store.url, "sent": done.taken, "left": done.left})
    else:
        _tell(tutor, found, store)
    return 0


def _tell(tutor: Tutor, found: list[Statement], store: Store) -> None:
    if not found and not tutor.progress.sent(store.url):
        say(_("There is nothing to send yet."))
    elif not found:
        say(_("{store} has everything already.").format(store=store.url))
    else:
        say(_("Sent: {what} to {store}.").format(what=_counted(len(found)), store=store.url))


def _counted(count: int) -> str:
    return ngettext("{n} statement", "{n} statements", count).format(n=count)


def _trouble(answer: Received, done: Sent, store: Store) -> TutorError:
    text = _("Not everything was sent to {store}: {why}. Sent: {sent}; kept for later: {left}.")
    return TutorError(
        text.format(
            store=store.url,
            why=(answer.why or str(answer.status)).rstrip("."),
            sent=done.taken,
            left=done.left,
        ),
        hint=_hint(answer),
    )


def _hint(answer: Received) -> str:
    from flasktutor.xapi.store import VARIABLE

    if answer.status in _STRANGER:
        text = _("Say `{variable}=KEY:SECRET` in the environment, or put them into a netrc file.")
        return text.format(variable=VARIABLE)
    if answer.status in _ELSEWHERE or answer.status in _NOT_FOUND:
        return _("Name the address at which its xAPI begins, without `/statements`.")
    return _("The same command sends the rest, and nothing twice.")
