"""A lesson's code says its words in the learner's language, and a translation holds no code."""

from __future__ import annotations

import ast
import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from flasktutor import audit, lesson
from flasktutor.schema import wording
from flasktutor.steps.code import CodeStep
from flasktutor.steps.predict import PredictStep
from flasktutor.yamlsource import Mapping, Node, Scalar, parse_text
from tests.process import flasktutor
from tests.worded import LESSON, issues, told


def test_the_lesson_is_proved_in_both_languages(tmp_path: Path) -> None:
    assert issues(tmp_path) == ()
    alone = audit.audit([tmp_path / "halo.yaml"]).runs
    (tmp_path / "halo.id.yaml").unlink()
    assert audit.audit([tmp_path / "halo.yaml"]).runs * 2 == alone


def test_a_program_that_comes_again_is_run_once(tmp_path: Path) -> None:
    assert issues(tmp_path) == ()
    alone = audit.audit([tmp_path / "halo.yaml"]).runs
    # It says no word of the lesson's, so it is the same in both languages as well.
    step = "{kind: run, body: Look., setup: false, context: none, code: print(1), prints: '1'}"
    named = (step.replace("{", f"  - {{key: {key}, ") for key in ("more", "once-more"))
    told = "".join(f"{line}\n" for line in named)
    (tmp_path / "halo.yaml").write_text(f"{LESSON}{told}", "utf-8")
    assert audit.audit([tmp_path / "halo.yaml"]).runs == alone + 1


def test_code_checks_options_and_texts_speak_the_language(tmp_path: Path) -> None:
    issues(tmp_path)
    taken = lesson.load(tmp_path / "halo.yaml", "id")
    assert 'return "Halo"' in taken.setup
    assert taken.step("see").body == "View mengembalikan `Halo`."
    guess, write = taken.step("guess"), taken.step("write")
    assert isinstance(guess, PredictStep)
    assert isinstance(write, CodeStep)
    assert guess.code == "# Says Halo.\nprint(f\"Halo, {request.form['name']}!\")\n"
    assert [one.output for one in guess.choices] == ["Halo, tamu terhormat!", "Halo, None!"]
    assert guess.context.form == {"name": "tamu terhormat"}
    assert 'flash("Halo")' in write.solution
    assert [one.criterion() for one in write.checks] == [
        '`GET /say` answers JSON `{"said": "Halo"}`',
        'uses `flash("Halo")`',
    ]
    assert not taken.untranslated
    assert 'return "Hello"' in lesson.load(tmp_path / "halo.yaml").setup


def test_a_learner_reads_it_in_their_language(tmp_path: Path) -> None:
    issues(tmp_path)
    for spoken, seen in (("id", "Halo"), ("en", "Hello")):
        done = flasktutor(
            "--lang", spoken, "--plain", "lessons", "preview", str(tmp_path / "halo.yaml"),
            "--trust", "--step", "see", home=tmp_path / "home", text="\n" * 3,
        )  # fmt: skip
        assert f"\n    {seen}\n" in done.stdout
        assert "words." not in done.stdout


def test_templates_of_flask_and_of_varied_questions_are_left_alone(tmp_path: Path) -> None:
    text = (
        LESSON.split("steps:")[0].replace("return", "return '{{ g.name }} {{ word }}' +")
        + "steps:\n  - key: a\n    kind: text\n    body: Read it.\n"
    )
    (tmp_path / "halo.yaml").write_text(text, "utf-8")
    assert "'{{ g.name }} {{ word }}' + \"Hello\"" in lesson.load(tmp_path / "halo.yaml").setup


def test_what_is_on_a_machine_speaks_one_language(tmp_path: Path) -> None:
    step = (
        "  - key: do\n    kind: do\n    body: Do it.\n    checks:\n      - file: app.py\n"
        '        contains: "{{ words.hello }}"\n    solution: {files: {app.py: "x"}}\n'
    )
    text = "`words` cannot stand here: what is on a machine speaks one language"
    found = told(tmp_path, LESSON + step)
    assert f'contains: "{{{{ words.hello }}}}" → {text}' in found


def test_the_editor_knows_them(tmp_path: Path) -> None:
    written = flasktutor("lessons", "schema", "lesson", home=tmp_path / "home")
    known = json.loads(written.stdout)["properties"]["words"]
    assert known["additionalProperties"]["type"] == ["string", "number", "boolean", "null"]
    assert "{{ words.NAME }}" in known["description"]
    translated = flasktutor("lessons", "schema", "translation", home=tmp_path / "home")
    assert "additionalProperties" in json.loads(translated.stdout)["properties"]["words"]


ANY = st.text(max_size=30) | st.text("\"'\\{}`\n\r#\t% äé", max_size=12)
CODES = (
    'print("a {{ words.it }} b")\n',
    "print('{{ words.it }}')\n",
    'print(f"{1} {{ words.it }} {2!r}", r"{{words.it}}")\n',
    'x = """\n{{ words.it }}\n"""  # {{ words.it }}\n',
)


@given(ANY, st.sampled_from(CODES))
def test_any_text_is_refused_or_changes_nothing_but_strings(text: str, code: str) -> None:
    refused: list[str] = []
    entry = Scalar(1, 1, "it", True), Scalar(1, 5, text, False)
    words = wording.given(
        Mapping(1, 1, {"it": entry}),
        lambda _node, flaw: refused.append(flaw),
    )
    assert bool(words) != bool(refused)
    if words and "\0" not in text:
        assert _shape(wording.said(code, words)) == _shape(wording.said(code, {"it": "x"}))


def _shape(code: str) -> str:
    """The syntax tree of `code`, whatever its strings hold."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


PIECES = st.lists(
    st.sampled_from(
        ["{{ words.it }}", "{{words.no}}", "{{ words. }}", "{{", "}}", '"', "'", "#", "\n", "f'",
         '"""', "x", "(", "{", "\\", "____", " "]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@given(PIECES, st.booleans())
def test_any_code_is_taken_or_told_within_its_lines(code: str, literal: bool) -> None:
    node = Scalar(3, 5, code, False, literal)
    found = [place for place, _told in wording.unknown(node, {"it": "x"})]
    found += wording.outside(node)
    last = 3 + code.count("\n") + literal
    assert all(3 <= place.line <= last for place in found)
    assert len(list(wording.asking(node))) >= len(list(wording.outside(node)))
    assert isinstance(wording.said(code, {"it": "x"}), str)


def test_nothing_is_no_mapping_of_words() -> None:
    said: list[Node] = []
    for text in ("a", "[a]", "a: [b]", "a: {b: c}"):
        assert wording.given(parse_text(text), lambda node, _text: said.append(node)) == {}
    assert wording.given(None, lambda node, _text: said.append(node)) == {}
    assert said == []
