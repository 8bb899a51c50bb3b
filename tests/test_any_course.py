"""Whatever stands in a course file, it is a course, or each flaw is said at its place."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flasktutor import course, yamlsource
from flasktutor.errors import Issue, LessonError
from flasktutor.yamlsource import File

COURSE = """\
format: 1
course: routing
title: "Flask's routing"
language: en
lessons: [url-rules, views]
ideas:
  - {key: rules-first, title: Rules come before views}
  - key: views-once
    title: A view is called once
worlds:
  - key: twice
    idea: views-once
    belief: a view is called twice
    why: It is called once.
    code: |
      import flask
    shows: |
      print(1)
"""
WORDS = """\
format: 1
course: routing
language: id
title: Routing di Flask
ideas:
  rules-first: {title: Aturan lebih dulu}
  views-once: {title: View dipanggil sekali}
worlds:
  twice: {belief: view dipanggil dua kali, why: Ia dipanggil sekali.}
"""
PIECES = st.sampled_from(
    ["\n", "  ", "- ", ": ", "|", "[", "]", "{", "}", '"', "'", "#", "&a", "*a", "!t", "\t", "\0",
     "key", "course", "title:", "1", "null", "\ud7ff", "🙂", "\u2028", "{{ words.x }}"]
)  # fmt: skip


@st.composite
def changed(draw: st.DrawFn, text: str) -> str:
    """`text` with some of its pieces taken out, doubled, or others put in."""
    for _time in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        end = min(len(text), at + draw(st.integers(0, 12)))
        text = text[:at] + draw(st.sampled_from(["", text[at:end] * 2]) | PIECES) + text[end:]
    return text


BYTES = changed(COURSE).map(str.encode) | st.binary(max_size=60)


@given(BYTES)
def test_any_course_file_is_read_or_refused_at_its_places(data: bytes) -> None:
    issues: tuple[Issue, ...] = ()
    spec = None
    try:
        spec = course.made_of(File(Path("course.yaml"), data))
    except LessonError as error:
        issues = error.issues
    assert bool(spec) != bool(issues)
    last = len(yamlsource.lines(data.decode("utf-8", "replace"))) + 1
    assert all(1 <= issue.line <= last and issue.column >= 1 for issue in issues)
    assert all(issue.path.name == "course.yaml" and issue.text for issue in issues)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=changed(WORDS).map(str.encode) | st.binary(max_size=60))
def test_any_translation_of_one_is_laid_over_it_or_leaves_it(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text(COURSE, "utf-8")
    (tmp_path / "course.id.yaml").write_bytes(data)
    spec = course.course(tmp_path)
    assert spec is not None
    laid, overlay = course.translate(spec, "id")
    assert [idea.key for idea in laid.ideas] == ["rules-first", "views-once"]
    assert [world.code for world in laid.worlds] == [world.code for world in spec.worlds]
    last = len(yamlsource.lines(data.decode("utf-8", "replace"))) + 1
    assert all(1 <= issue.line <= last for issue in overlay.reader.issues)


def test_both_are_read_as_they_stand(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text(COURSE, "utf-8")
    (tmp_path / "course.id.yaml").write_text(WORDS, "utf-8")
    spec = course.course(tmp_path, "id")
    assert spec is not None
    assert spec.ideas[1].title == "View dipanggil sekali"
    assert spec.worlds[0].belief == "view dipanggil dua kali"
