"""A question that is asked outside of its lesson stands alone: no word of it points back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from flasktutor import course, lesson, paths
from flasktutor.steps import Step
from flasktutor.steps.varied import VariedStep

FILES = course.lesson_files(Path(paths.own_lessons()))
PARTS = {"options": ("text", "why"), "choices": ("why",), "whys": ("why",)} | {
    "mistakes": ("say",),
    "checks": ("fail",),
}
"""What a step is made of, and the words of each."""
POINTS_BACK = {
    "en": (
        # A place of the lesson, which only who comes from there can find.
        r"\b(?:last|next|previous|earlier) (?:step|timeline|prediction)",
        r"\b(?:in the|your) first run\b|\b(?:steps?|questions?) before\b",
        r"\b[Ss]tep \d|\bcomes next\b",
        r"\bthis lesson\b|\bthe lesson on\b|\b(?:patient|trouble) \d",
        r"\b(?:Remember|Think of|Look at) the (?:\w+ )?(?:cups|journey|shops|timeline)\b",
        # What the learner is said to have done.
        r"\b[Yy]ou (?:know that|saw|met|ran|used)\b|\bas you know\b|\bYou will write\b",
        r"\b[Yy]ou have (?:just |already )?(?:seen|met|read|run)\b",
        # A word that leans on the sentence before it, where there is none.
        r"\A(?:Now|Also|Again|Later|Both|The same|Why did)\b",
        r"\A[^.?!]*\bonce more\.",
        r"\b[Aa]s before\b|\ba moment ago\b|\b[Tt]his time\b",
        r"[.?!:] Now (?:the same|two)\b|\bbut now\b|\bget now\?|\bWhat now\b",
        r"\bthe \*\*same\*\* error\b",
    ),
    "id": (
        r"\btadi\b|\b[Bb]arusan\b|\b[Kk]ali ini\b|\b[Ss]ebentar lagi\b|\bsejauh ini\b",
        r"\b(?:[Ll]angkah|[Ss]oal|[Tt]ebakan) (?:berikut|sebelum|terakhir|\d)",
        r"\b[Pp]elajaran (?:ini|tentang)\b|\bkode pertama\b|\b(?:pasien|masalah) \d",
        r"\bsudah kamu (?:pakai|lihat|kenal)\b|\b[Kk]amu sudah (?:tahu|melihat|bertemu|kenal)",
        r"\b[Ss]ekarang kamu kenal\b|\bseperti yang kamu tahu\b",
        r"\b[Ii]ngat (?:\w+ )?(?:toko|tumpukan|timeline|perjalanan)\b",
        r"\A(?:Sekarang|Sekali lagi|Nanti|Kedua)\b|\A\w+(?:nya)? (?:yang )?sama,",
        r"[.?!:] Sekarang (?:ada|hal|status|view)\b|\bapakah sekarang\b",
    ),
}
HUNG = {
    "en": (
        "Now there is no request at all. What happens?",
        "Now to the terminal. Read what comes:",
        "The plain click command once more. What is printed?",
        "The same route, but somebody opens it in a browser.",
        "The pattern stays, but now `reading` is printed.",
        "Budi makes the handler shorter. Which status do browsers get now?",
        "Fill in the method. You met it in the lesson on proxies.",
        "You used this method in the first run.",
        "With the client you see it at once, as the next step shows.",
        "Budi forgot `return`. As before, `app.testing = True` lets an error come out.",
        "Nothing is active while the file is loaded, as with patient 1.",
        "Also without threads, work can come too late.",
        "Both apps ran in one thread.",
        "This time a context is pushed.",
        "Look at the journey.",
        "You have just read a cookie without the key.",
    ),
    "id": (
        "Sekarang tidak ada request sama sekali. Apa yang terjadi?",
        "Program tadi diawali `from flask import Flask`.",
        "Sekali lagi perintah click biasa itu.",
        "Route yang sama, tetapi dibuka di browser.",
        "Polanya sama, dan `reading` tercetak.",
        "Budi menyingkat handler-nya. Sekarang status apa yang diterima browser?",
        "Langkah berikutnya membuat perintah itu.",
        "Isi nama method itu. Kamu sudah bertemu method itu.",
        "Barusan kamu membaca sebuah cookie tanpa key.",
        "Ingat tumpukan buku.",
    ),
}
"""How questions of ours hung on their lesson."""
STANDS = {
    "en": (
        "Can Citra see the site now, from her computer at home?",
        "Budi has installed Flask. Today he opens a new terminal. What does he see now?",
        "Remember: a proxy that finds nothing counts as false.",
        "The request comes again, and the same app answers it. What is printed?",
        "All blocks belong to the **same** app. What is printed?",
        "**Patient 5.** This code runs inside a request.",
        "The last line says whether there is such a file.",
        "Flask is missing, although you have installed it.",
    ),
    "id": (
        "Bisakah Citra melihat website-nya sekarang, dari komputer di rumahnya?",
        "Website ini dibuat dengan Flask 2.3. Sekarang Budi mulai membuat yang lain.",
        "Ingat: proxy yang tidak menemukan apa-apa dianggap salah.",
        "Request datang sekali lagi, dan app yang sama menjawabnya.",
        "**Pasien 5.** Kode ini berjalan di dalam request.",
    ),
}
"""Sentences as near to these as may be, which a question may well say."""
each_language = pytest.mark.parametrize("language", sorted(POINTS_BACK))


def pointing_back(text: str, language: str, *, opens: bool) -> list[str]:
    """What of a text makes sense only to who comes from the step before it.

    What `opens` a question may not lean on anything; what is said later may lean on the question.
    """
    flat = " ".join(text.split())
    kinds = (each for each in POINTS_BACK[language] if opens or not each.startswith(r"\A"))
    found = (re.search(each, flat) for each in kinds)
    return [each.group() for each in found if each]


@cache
def questions(path: Path, language: str) -> tuple[Step, ...]:
    """The steps of a lesson that a review, a drill or a placement may ask."""
    spoken = lesson.in_each_language(lesson.load(path))[language]
    return tuple(step for step in spoken.all_steps if step.review or is_varied(step))


def is_varied(step: Step) -> bool:
    return isinstance(step, VariedStep) and step.to_draw


def texts(step: Step) -> Iterator[str]:
    """The words of a step that come after what it asks."""
    yield from (step.after, *step.hints)
    for name, fields in PARTS.items():
        for part in getattr(step, name, ()) or ():
            yield from (str(getattr(part, field, "")) for field in fields)


@each_language
def test_questions_of_all_lessons_are_looked_at(language: str) -> None:
    asked = [step for path in FILES for step in questions(path, language)]
    assert sum(step.review for step in asked) > 150
    assert sum(map(is_varied, asked)) > 80
    assert sum(1 for step in asked for text in texts(step) if text) > 4 * len(asked)


@each_language
def test_words_that_point_back_would_be_found(language: str) -> None:
    assert not [text for text in HUNG[language] if not pointing_back(text, language, opens=True)]


@each_language
def test_near_them_a_sentence_may_stand(language: str) -> None:
    assert not [text for text in STANDS[language] if pointing_back(text, language, opens=True)]


@each_language
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_question_hangs_on_its_lesson(path: Path, language: str) -> None:
    hung = [
        f"{step.key}: “{found}” in {text!r}"
        for step in questions(path, language)
        for text in (step.body, *texts(step))
        for found in pointing_back(text, language, opens=text is step.body)
    ]
    assert not hung, "\n".join(hung)
