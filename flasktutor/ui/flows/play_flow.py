"""Owns a live session as a person takes it: what is typed, what is shown for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from flasktutor.causes import explain_text
from flasktutor.contexts import timeline
from flasktutor.errors import TutorError
from flasktutor.language import _, later
from flasktutor.patterns import found
from flasktutor.play import answers
from flasktutor.play.answers import Answer
from flasktutor.play.session import Session, SessionEnded
from flasktutor.runner.protocol import Context
from flasktutor.trace.requests import read_requests
from flasktutor.ui.protocol.blocks import Block, Contexts, Listing, Note, Output, Standing
from flasktutor.ui.protocol.screen import Screen

COMMANDS: dict[str, str] = {
    ":push app": later("push an app context"),
    ":push request /hello?name=Ayu": later("push a request context for that request"),
    ":pop": later("pop what `:push` pushed last"),
    ":get /hello": later("send a request with the test client, and see its contexts"),
    ":threads": later("what the names mean in each thread, and in a new one"),
    ":reset": later("begin again, with nothing set and nothing pushed"),
    ":help": later("this list"),
    ":quit": later("leave (Ctrl-D does so, too)"),
}
COMPLETIONS = (
    ":push app",
    ":push request /",
    ":pop",
    ":get /",
    ":threads",
    ":reset",
    ":help",
    ":quit",
)


WISHES = ("q", "quit")
"""What who wants to leave types first: elsewhere in the tutor it does."""
MADE_TOO_LATE = "setup-after-first-request"
"""The cause whose cure is quicker here than anywhere."""


class Leave(Exception):  # noqa: N818  # it is a wish, not an error
    """The learner wants to go."""


class Play:
    """One sitting at the prompt. `start` makes a session, now and for each `:reset`.

    What `begin` does in it comes before anything that is typed. `later` says where contexts are
    explained: to whom they were not yet, they are shown only when one was pushed by wish.
    """

    def __init__(
        self,
        screen: Screen,
        start: Callable[[], Session],
        begin: Callable[[Session], Answer] = Session.begin,
        later: str = "",
    ) -> None:
        self._screen = screen
        self._start = start
        self._begin = begin
        self._later = later
        self._unread = False
        self._sends = False
        self._session = start()

    def take(self, inputs: Iterable[str]) -> int:
        """Do what is typed until it ends; how many inputs ended in an error."""
        failed = 0
        try:
            self._greet()
            failed += self._shown(self._begun)
            self._say_if_unread()
            for text in inputs:
                wrong = self._shown(partial(self._done, text))
                failed += wrong
                if wrong and text.strip() in WISHES:
                    self._say(_("`:quit` leaves."))
        except Leave:
            pass
        finally:
            self._session.close()
        return failed

    def _begun(self) -> Answer:
        """Run what comes before anything typed; what is known of it is noted."""
        answer = self._begin(self._session)
        self._unread = _could_not_be_read(answer.error)
        self._sends = any(event.kind == "request-started" for event in answer.events)
        return answer

    def _say_if_unread(self) -> None:
        if self._unread:
            self._say(_("Python could not read the program, so nothing of it is here."))

    def _greet(self) -> None:
        ready = self._session.ready
        text = _(
            "A live session: Flask {flask}, Python {python}. `:help` lists the commands, "
            "`:quit` leaves."
        )
        self._say(text.format(flask=ready.flask, python=ready.python))
        if self._later:
            self._say(_("Type lines of your own below this program, or ask for a page: `:get /`."))

    def matches(self, text: str) -> list[str]:
        """What `text` can be completed to."""
        try:
            return self._session.matches(text)
        except SessionEnded:
            return []

    def _shown(self, work: Callable[[], Answer | None]) -> bool:
        """Do it and show what came of it; True when that was an error."""
        try:
            answer = work()
        except KeyboardInterrupt:
            # Just before or after the statement ran; the session goes on.
            return False
        except TutorError as error:
            self._say(f"{error.message} {error.hint}", "bad")
            return True
        except SessionEnded as ended:
            self._begin_again(_why(ended))
            return True
        if answer is None:
            return False
        self._screen.show(*self._told(answer))
        if answer.left:
            raise Leave
        return bool(answer.error)

    def _done(self, text: str) -> Answer | None:
        """What comes of one input; None when that is shown already."""
        if not text.startswith(":"):
            return self._run(text)
        name, _blank, rest = text[1:].strip().partition(" ")
        actions: dict[str, Callable[[str], Answer | None]] = {
            "push": self._push,
            "pop": lambda _rest: self._session.pop(),
            "get": self._get,
            "threads": lambda _rest: self._session.threads(),
            "reset": lambda _rest: self._begin_again(_("Everything is as at the beginning.")),
            "help": self._help,
            "quit": self._quit,
        }
        if name not in actions:
            raise TutorError(
                _("There is no command :{name}.").format(name=name), hint=_(":help lists them.")
            )
        return actions[name](rest.strip())

    def _run(self, text: str) -> Answer:
        answer = self._session.run(text)
        # Who has an app of their own by now asks for its pages.
        if not answer.error and (found("Flask()", text) or found("app", text)):
            self._unread = False
        return answer

    def _get(self, rest: str) -> Answer:
        if self._unread:
            raise TutorError(
                _("The program was not read, so there is no page of it."),
                hint=_("Correct it first, or make an app here: `app = Flask(__name__)`."),
            )
        return self._session.get(read_requests([rest or "/"])[0])

    def _push(self, rest: str) -> Answer:
        kind, _blank, request = rest.partition(" ")
        if kind == "app" and not request:
            return self._session.push(Context(kind="app"))
        if kind == "request":
            wanted = read_requests([request or "/"])[0]
            return self._session.push(Context(kind="request", request=wanted))
        raise TutorError(
            _("Say what to push:"), hint="`:push app`, `:push request /hello?name=Ayu`"
        )

    def _begin_again(self, why: str) -> None:
        self._session.close()
        self._say(why)
        self._session = self._start()
        self._screen.show(*self._told(self._begun()))
        self._say_if_unread()

    def _told(self, answer: Answer) -> Iterator[Block]:
        yield from self._happened(answer)
        if not self._later:
            yield from _contexts(answer)
        elif answer.threads or answer.standing.stack:
            yield from _contexts(answer)
            yield Note(self._later, "dim")
        elif answer.status:
            yield Output(answer.body, answer.status)

    def _happened(self, answer: Answer) -> Iterator[Block]:
        if answer.error:
            yield from self._failed(answer.error)
        if answer.interrupted:
            yield Note(_("Stopped. Names and contexts are as they were then."), "note")
        if answer.nothing:
            yield Note(_("`:push` has pushed nothing that could be popped."), "note")
        if answer.no_app:
            yield Note(_("There is no app here: make one, such as `app = Flask(__name__)`."), "bad")

    def _failed(self, traceback: str) -> Iterator[Block]:
        yield Output(traceback, _("It raises"), "bad")
        explained = explain_text(traceback)
        if explained is not None and explained.known:
            yield Note(explained.headline, "note")
            if explained.id == MADE_TOO_LATE:
                yield Note(self._way_back(), "dim")

    def _way_back(self) -> str:
        """How to an app that has handled no request yet, where there is one."""
        if self._sends:
            return _(
                "The program itself sends a request, also after `:reset`: write this into the "
                "program, above that request."
            )
        return _("`:reset` begins again, before any request.")

    def _help(self, _rest: str) -> None:
        self._screen.show(Listing(tuple((name, _(words)) for name, words in COMMANDS.items())))

    def _quit(self, _rest: str) -> None:
        raise Leave

    def _say(self, text: str, tone: str = "dim") -> None:
        self._screen.show(Note(text, "bad" if tone == "bad" else "dim"))


def _why(ended: SessionEnded) -> str:
    if ended.garbled:
        return _(
            "A statement wrote into the channel by which the session's process answers: "
            "it was ended, and what it knew is gone."
        )
    return _("The session's process has ended, and what it knew is gone.")


def _could_not_be_read(error: str) -> bool:
    """Whether the program itself is no Python: nothing ran, so there is no traceback of calls."""
    name = error.rstrip().rpartition("\n")[2].partition(":")[0]
    unreadable = name in ("SyntaxError", "IndentationError", "TabError")
    return unreadable and not error.startswith("Traceback")


def _contexts(answer: Answer) -> Iterator[Block]:
    """What a request pushed, its answer, and how things stand now."""
    if answer.status:
        yield Contexts(timeline(answer.events))
        yield Output(answer.body, answer.status)
    if answer.threads:
        yield from _each(answer.threads)
    else:
        yield Standing(answer.standing.stack, answer.standing.now)


def _each(threads: Iterable[answers.ThreadState]) -> Iterator[Block]:
    for one in threads:
        name = _("in a new thread") if one.now.lane == "new-thread" else one.now.lane
        yield Note(f"**{name}**", "plain")
        yield Standing(one.stack, one.now)
