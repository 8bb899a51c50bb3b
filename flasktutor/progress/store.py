"""Owns the progress store: what a learner did, by the records it is made of."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from flasktutor.errors import TutorError
from flasktutor.progress import tables
from flasktutor.progress.keeper import Keeper
from flasktutor.progress.records import ANSWERS, Attempt, Card, Draft, Place, new_id

T = TypeVar("T")


class Progress:
    """A learner's progress, in a SQLite file or in memory. Use it from one thread.

    Nothing here raises for the disk's sake, but for `insist`: what cannot be
    written is held in memory and tried again, and `tell` is given a sentence
    when that begins and when it ends.
    """

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._answers: set[str] = set()

    @classmethod
    def open(
        cls,
        path: Path | None,
        tell: Callable[[str], None] | None = None,
        *,
        homeless: bool = False,
    ) -> Progress:
        """The store in the file `path`, its folders made; without a path, in memory.

        `homeless` says that it is so because there is no place for it: nothing is kept then.

        A damaged file is renamed to `….damaged-TIME` and a new one begun; a newer
        flasktutor's file is left alone and one of our own kept beside it; where
        nothing can be written, what is there is read and the rest is in memory.
        """
        return cls(Keeper(path, tell, homeless=homeless))

    @property
    def warning(self) -> str | None:
        """One sentence for the learner when progress is not kept as it should be."""
        return self._keeper.trouble.sentence() if self._keeper.trouble else None

    def tell(self, tell: Callable[[str], None]) -> None:
        """Give what has to be said of keeping to `tell` from now on."""
        self._keeper.tell = tell

    def record(self, attempt: Attempt) -> None:
        """Keep the attempt. Recording one with the same id again changes nothing."""

        def add(connection: sqlite3.Connection) -> None:
            if tables.add_attempt(connection, attempt):
                tables.count_for_take(connection, attempt)

        is_answer = attempt.result in ANSWERS
        self._keeper.change(add, answers=int(is_answer))
        if is_answer:
            self._answers.add(attempt.id)

    def forgotten(self) -> int:
        """How many of the answers recorded here are gone, by a reset in another program."""
        return len(self._answers - {attempt.id for attempt in self.attempts()})

    def begin(self, lesson: str, place: Place | None = None) -> None:
        """Say that a new take of `lesson` begins, at `place`; `since_begun` counts from here.

        Code that was right, or only run, is not brought back; code under way is.
        """
        take = new_id()

        def begun(connection: sqlite3.Connection) -> None:
            tables.put_begun(connection, lesson, take)
            tables.drop_solved_drafts(connection, lesson)
            if place:
                tables.put_place(connection, place)

        self.change(begun)

    def review_seconds(self) -> list[float]:
        """How long the latest answers to questions that came back took, where that was timed."""
        return self._read(tables.review_seconds)

    def since_begun(self, lesson: str) -> list[Attempt]:
        """The attempts at `lesson` since it was begun last, in the order they were made."""
        return self._read(lambda connection: tables.since_begun(connection, lesson))

    def attempts(self, lesson: str | None = None) -> list[Attempt]:
        """The attempts, or one lesson's, the oldest first."""
        return self._read(lambda connection: tables.attempts(connection, lesson))

    def place(self, lesson: str) -> Place | None:
        """Where `lesson` was left."""
        found = self._read(lambda connection: tables.places(connection, lesson))
        return found[0] if found else None

    def set_place(self, lesson: str, step: str, *, finished: bool, at: datetime) -> None:
        """Say where `lesson` is now."""
        place = Place(lesson=lesson, step=step, finished=finished, at=at)
        self.change(lambda connection: tables.put_place(connection, place))

    def places(self) -> list[Place]:
        """The places of all lessons begun, the latest first."""
        return self._read(tables.places)

    def draft(self, lesson: str, step: str) -> str | None:
        """The code last written at a step."""
        found = self._read(lambda connection: tables.drafts(connection, lesson))
        return next((draft.text for draft in found if draft.step == step), None)

    def drafts(self) -> list[Draft]:
        """The drafts of all steps."""
        return self._read(tables.drafts)

    def set_draft(self, lesson: str, step: str, text: str) -> None:
        """Keep code for the next time."""
        draft = Draft(lesson=lesson, step=step, text=text)
        self.change(lambda connection: tables.put_draft(connection, draft))

    def setting(self, name: str) -> str | None:
        """A setting's value, if it has one."""
        return self.settings().get(name)

    def settings(self) -> dict[str, str]:
        """All settings by name."""
        return self._read(tables.settings)

    def set_setting(self, name: str, value: str | None) -> None:
        """Give a setting its value; None forgets it."""
        if value is None:
            self.change(lambda connection: tables.delete(connection, "setting", name=name))
        else:
            self.change(lambda connection: tables.put_setting(connection, name, value))

    def card(self, lesson: str, step: str) -> Card | None:
        """The review card of a step."""
        found = self._read(lambda connection: tables.cards(connection, lesson))
        return next((card for card in found if card.step == step), None)

    def cards(self) -> list[Card]:
        """All review cards, the first due first."""
        return self._read(tables.cards)

    def save_card(self, card: Card) -> None:
        """Keep the card in place of the step's old one."""
        self.change(lambda connection: tables.put_card(connection, card))

    def drop_card(self, lesson: str, step: str) -> None:
        """Forget the card of a step."""
        self.change(lambda connection: tables.delete(connection, "card", lesson=lesson, step=step))

    def sent(self, store: str) -> set[str]:
        """The statements that a record store has taken."""
        return self._read(lambda connection: tables.sent(connection, store))

    def set_sent(self, store: str, statements: Sequence[str]) -> None:
        """Keep that a record store has taken the statements."""
        self.change(lambda connection: tables.put_sent(connection, store, statements))

    def reset(self, lesson: str | None = None) -> int:
        """Forget one lesson, cards and drafts included, or everything but the settings.

        Returns how many attempts that were; raises TutorError as `insist` does.
        """
        keys = {} if lesson is None else {"lesson": lesson}

        def forget(connection: sqlite3.Connection) -> int:
            gone = {t: tables.delete(connection, t, **keys) for t in tables.OF_LESSONS}
            return gone["attempt"]

        count = self.insist(forget)
        self._answers.clear()
        return count

    def look(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` finds in the tables, which it does not change."""
        return self._read(work)

    def change(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` on the tables as one transaction, on the disk or held for it."""
        return self._keeper.change(work)

    def insist(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` on the disk, waiting for another program if need be.

        Raises TutorError when that cannot be; then nothing of it was done.
        """
        return self._keeper.insist(work)

    def is_in(self, file: Path) -> bool:
        """Whether `file` is the one that progress is kept in, under whatever name."""
        return self._keeper.is_in(file)

    def is_kept(self) -> bool:
        """Whether all that was changed here is on the disk, after trying once more."""
        return self._keeper.settle()

    def finish(self, *, patient: bool) -> TutorError | None:
        """What is lost when the program ends now, after a last try; None when nothing is.

        A `patient` try waits for another program that holds the file, and says so.
        """
        return self._keeper.finish(patient=patient)

    def close(self) -> None:
        """Let go of the file; the store cannot be used afterwards."""
        self._keeper.close()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return self._keeper.read(work)
