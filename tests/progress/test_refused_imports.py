"""An export is taken whole or refused with its place, whatever stands in it."""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor.errors import TutorError
from flasktutor.progress import Imported, Progress, export, import_
from flasktutor.progress.document import LARGEST
from flasktutor.varied.drawn import MOST_SEEDS
from tests.progress.machines import few, file, here

__all__ = ["file", "here"]


def good() -> dict[str, Any]:
    moment = "2025-03-04T05:06:07+00:00"
    return {
        "flasktutor": "progress",
        "format": 1,
        "attempts": [
            {
                "id": "1",
                "lesson": "contexts",
                "step": "why",
                "result": "right",
                "at": moment,
                "answer": "",
                "hints": 0,
                "seconds": 1,
                "misconception": None,
                "review": False,
            }
        ],
        "places": [{"lesson": "contexts", "step": "why", "finished": True, "at": moment}],
        "cards": [{"lesson": "contexts", "step": "why", "due": moment, "state": "{}"}],
        "drafts": [{"lesson": "contexts", "step": "why", "text": ""}],
        "settings": {"level": "new"},
    }


def test_the_form_in_these_tests_is_accepted(here: Progress, file: Path) -> None:
    file.write_text(json.dumps(good()))
    assert import_(here, file) == Imported(attempts=1, places=1, cards=1, drafts=1, settings=1)


WRONG: list[Any] = [
    None,
    True,
    -1,
    10**400,
    "",
    "x",
    "2025-01-01T00:00:00",
    [],
    {},
    [[]],
    float("nan"),
]
SPOTS = [
    *((table, field) for table in ("attempts", "places", "cards") for field in good()[table][0]),
    *((table, None) for table in ("attempts", "places", "cards", "drafts", "settings")),
]


@pytest.mark.parametrize(("table", "field"), SPOTS)
def test_a_wrong_value_anywhere_is_refused_whole_or_taken_well(
    here: Progress, file: Path, table: str, field: str | None
) -> None:
    for value in WRONG:
        document = good()
        if field is None:
            document[table] = value
        else:
            document[table][0][field] = value
        file.write_text(json.dumps(document))
        refused = refusal(here, file)
        if refused:
            assert table in refused.message or "JSON" in refused.message
            assert refused.hint
            assert here.attempts() == []
            assert here.places() == []
        else:
            export(here, file)
            here.reset()
            assert refusal(here, file) is None
            here.reset()


DRAWN_WRONGLY: list[Any] = [
    {},
    {"seed": 3, "chosen": 0},
    {"seed": 3, "chosen": 1, "worlds": [[]]},
    {"seed": 3, "chosen": -1, "worlds": [[]]},
    {"seed": 3, "chosen": True, "worlds": [[], []]},
    {"seed": "3", "chosen": 0, "worlds": [[]]},
    {"seed": 3.0, "chosen": 0, "worlds": [[]]},
    {"seed": -3, "chosen": 0, "worlds": [[]]},
    {"seed": MOST_SEEDS, "chosen": 0, "worlds": [[]]},
    {"seed": 3, "chosen": 0, "worlds": []},
    {"seed": 3, "chosen": 0, "worlds": "ab"},
    {"seed": 3, "chosen": 0, "worlds": ["ab"]},
    {"seed": 3, "chosen": 0, "worlds": [[1]]},
    {"seed": 3, "chosen": 0, "worlds": [None]},
    {"seed": 3, "chosen": 0, "worlds": {"0": []}},
    "drawn",
    [3, 0, []],
    7,
]


@pytest.mark.parametrize("drawn", DRAWN_WRONGLY)
def test_a_varied_question_that_cannot_have_been_is_refused(
    here: Progress, file: Path, drawn: Any
) -> None:
    document = good()
    document["attempts"][0]["drawn"] = drawn
    file.write_text(json.dumps(document))
    with pytest.raises(TutorError, match="entry 1 of “attempts”"):
        import_(here, file)
    assert here.attempts() == []


def refusal(progress: Progress, file: Path) -> TutorError | None:
    try:
        import_(progress, file)
    except TutorError as error:
        return error
    return None


def test_each_missing_field_is_named_by_its_entry(here: Progress, file: Path) -> None:
    for table in ("attempts", "places", "cards", "drafts"):
        for field in good()[table][0]:
            document = good()
            document[table].append({**document[table][0]})
            del document[table][1][field]
            file.write_text(json.dumps(document))
            with pytest.raises(TutorError, match=f"entry 2 of “{table}”"):
                import_(here, file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'{"flasktutor": "progress",\n  oops}', "line 2, column 3"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"", "line 1, column 1"),
        (b"[]", "does not say"),
        (b'{"name": "package.json"}', "does not say"),
        (b'{"flasktutor": "progress", "format": 2}', "format is 2, and this flasktutor reads 1"),
        (b'{"flasktutor": "progress", "format": "2"}', 'format is "2", and'),
        (b'{"flasktutor": "progress", "format": "1"}', "is the text “1”; write 1, the number"),
        (b'{"flasktutor": "progress", "format": true}', "format is true"),
        (b'{"flasktutor": "progress"}', "format is null"),
        (b'{"flasktutor": "progress", "format": "' + b"x" * 999 + b'"}', 'format is "x+…, and'),
        (b'{"flasktutor": "progress", "format": "\\u001b]0;x\\u0007"}', "u001b]0;x"),
        (b"[" * 100_000, "cannot be imported"),
        (b"1" * 10_000, "cannot be imported"),
    ],
)
def test_a_file_that_is_no_export(here: Progress, file: Path, text: bytes, said: str) -> None:
    file.write_bytes(text)
    with pytest.raises(TutorError, match=said) as caught:
        import_(here, file)
    assert "--export" in caught.value.hint


@few
@given(garbage=st.binary(max_size=200) | st.text(max_size=60).map(str.encode))
def test_no_bytes_make_it_raise_anything_else(garbage: bytes, tmp_path: Path) -> None:
    file = tmp_path / "progress.json"
    file.write_bytes(garbage)
    with pytest.raises(TutorError):
        import_(Progress.open(None), file)


def test_a_file_that_is_not_there_or_cannot_be_written(here: Progress, tmp_path: Path) -> None:
    with pytest.raises(TutorError, match="cannot be read"):
        import_(here, tmp_path / "none.json")
    with pytest.raises(TutorError, match="cannot be read"):
        import_(here, tmp_path)
    for path in (tmp_path / "no" / "folder.json", tmp_path):
        with pytest.raises(TutorError, match="cannot be written"):
            export(here, path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_device_is_written_to_and_its_failure_said(here: Progress) -> None:
    with pytest.raises(TutorError, match="cannot be written"):
        export(here, Path("/dev/full"))
    assert Path("/dev/full").is_char_device()


def test_the_mark_that_editors_set_before_a_text_is_no_part_of_it(
    here: Progress, file: Path
) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(good()).encode())
    assert import_(here, file).attempts == 1


def test_a_file_that_has_no_end_is_refused(here: Progress, tmp_path: Path) -> None:
    endless = tmp_path / "endless.json"
    with endless.open("wb") as stream:
        stream.truncate(LARGEST + 1)
    with pytest.raises(TutorError, match="larger than 100 MB"):
        import_(here, endless)


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes there")
def test_what_comes_through_a_pipe_says_no_length_and_is_read_whole(
    here: Progress, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe.json"
    if sys.platform != "win32":  # types do not read the mark
        os.mkfifo(pipe)
    whole = json.dumps({**good(), "padding": "x" * 300_000}).encode()
    writer = threading.Thread(target=pipe.write_bytes, args=(whole,))
    writer.start()
    assert import_(here, pipe).attempts == 1
    writer.join()
