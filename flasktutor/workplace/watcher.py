"""Owns when to look at the learner's place again: when something has changed and is settled."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from pathlib import PurePath

from flasktutor.conditions.looks import FileLook
from flasktutor.doctor import ask
from flasktutor.doctor.listeners import Listener
from flasktutor.runner import program
from flasktutor.steps.base import Verdict
from flasktutor.steps.do import DoStep
from flasktutor.workplace import servers, stamps
from flasktutor.workplace.observer import Observer
from flasktutor.workplace.place import Workplace, surroundings

_SETTLED = 0.05  # seconds in which nothing changes any more
_LONGEST = 1.0  # seconds that are waited for it: a log may be written without an end
_ANYWAY = 5.0  # seconds after which it is looked at where not every change can be noticed
_RELOADED = 2.0  # seconds that a reloader may need, where it cannot be seen to work
_STOP = 0.05
_OFTEN = 3
"""So many looks after each other at which a file was written: they write it, not the learner."""
_BY_HAND = frozenset(
    {
        *(".py", ".html", ".jinja", ".j2", ".txt", ".toml", ".cfg", ".ini", ".css", ".js"),
        *(".json", ".sql", ".md", ".yaml", ".yml", ""),
    }
)


class Watcher:
    """Watches a place for a step. `look` may be called from one other thread than `stop`."""

    def __init__(self, step: DoStep, place: Workplace, environ: Mapping[str, str]) -> None:
        self._step, self._place = step, place
        self._environ = surroundings(environ, place.folder)
        self._observer = Observer(step, place, self._environ)
        looks = [one for one in step.looks() if isinstance(one, FileLook)]
        self._named = sorted({path for one in looks for path in one.paths})
        self._listening = servers.Listening()
        self._seen: _Moment | None = None
        self._written: dict[str, int] = {}
        self._looked_at = 0.0
        self._again = False
        self._lock = threading.Lock()
        self._stopped = False

    def look(self, *, at_once: bool = False) -> Verdict | None:
        """The verdict on what is so now; None when nothing has changed since the last look.

        With `at_once` it is looked at in any case, and everything afresh.
        """
        with self._lock:
            if self._stopped:
                return None
            moment = self._take()
            if not at_once:
                if not self._is_news(moment):
                    return None
                moment = self._settled(moment)
            seen = self._observer.look(moment.everybody, moment.key(self._own()), afresh=at_once)
            if self._stopped:
                return None
            self._remember(moment)
            return self._step.judge(seen)

    def stop(self) -> None:
        """End what runs for a look; nothing is looked at any more."""
        self._stopped = True
        while not self._lock.acquire(timeout=_STOP):
            program.stop()
            ask.stop()
        self._lock.release()

    def _is_news(self, moment: _Moment) -> bool:
        if self._seen is None or moment.others != self._seen.others:
            return True
        changed = moment.files.changed(self._seen.files)
        own = self._own()
        if self._again and time.monotonic() - self._looked_at > _RELOADED:
            return True
        if changed - own:
            return True
        doubtful = not moment.files.whole or any(map(_by_hand, changed & own))
        return doubtful and time.monotonic() - self._looked_at > _ANYWAY

    def _own(self) -> set[str]:
        """Files that their app writes whenever it is loaded: they would be news for ever."""
        return {
            path
            for path, times in self._written.items()
            if times >= (_OFTEN if _by_hand(path) else 1) and path not in self._named
        }

    def _settled(self, moment: _Moment) -> _Moment:
        """The moment from which nothing changes for a little while."""
        deadline = time.monotonic() + _LONGEST
        while time.monotonic() < deadline and not self._stopped:
            time.sleep(_SETTLED)
            after = self._take()
            if not after.files.changed(moment.files) and after.others == moment.others:
                break
            moment = after
        return moment

    def _take(self) -> _Moment:
        folder = self._place.folder
        everybody = self._listening.now()
        theirs = servers.of_folder(everybody, folder)
        expected = servers.ports(folder, self._environ)
        known = tuple(
            (one.pid, one.begun, one.host, one.port)
            for one in everybody or ()
            if one in theirs or one.port in expected
        )
        return _Moment(
            stamps.taken(folder, self._named),
            self._observer.environments.stamp(theirs),
            everybody,
            servers.taken(folder, self._environ) if everybody is None else known,
        )

    def _remember(self, moment: _Moment) -> None:
        """Keep what was so as seen; and which files were written while it was looked at."""
        after = stamps.taken(self._place.folder, self._named)
        written = after.changed(moment.files)
        self._written = {path: self._written.get(path, 0) + 1 for path in written} | {
            path: times for path, times in self._written.items() if not _by_hand(path)
        }
        # Where processes cannot be seen, a reloader's new one is only known by its answer.
        before = self._seen
        self._again = moment.everybody is None and (
            before is None or bool(moment.files.changed(before.files))
        )
        self._seen, self._looked_at = moment, time.monotonic()


class _Moment:
    """What can be known at once of how everything is."""

    def __init__(
        self,
        files: stamps.Stamp,
        environment: object,
        everybody: tuple[Listener, ...] | None,
        sockets: object,
    ) -> None:
        self.files, self.everybody = files, everybody
        self._environment = environment
        self.others = (environment, sockets)

    def key(self, own: set[str]) -> object:
        """What an app may depend on: files but those that it writes itself, and packages."""
        files = [one for one in sorted(self.files.entries.items()) if one[0] not in own]
        return (files, self._environment)


def _by_hand(path: str) -> bool:
    return PurePath(path).suffix in _BY_HAND
