"""Data is the same whether it was compiled or not, and what stands in its source counts."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from flasktutor import causes, datafiles

SHIPPED = Path(causes.__file__).parent
FILES = sorted(SHIPPED.rglob("*.yaml"))
SOURCE = "one: two\nlist:\n  - true\n  - “é”\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A YAML file that is compiled."""
    path = tmp_path / "inner" / "words.id.yaml"
    path.parent.mkdir()
    path.write_text(SOURCE, "utf-8")
    datafiles.compile_all(tmp_path)
    return path


def compiled(path: Path) -> Path:
    return path.with_suffix(".json")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_comes_along_is_read_as_pyyaml_reads_it(path: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(path, tmp_path))
    expected = yaml.safe_load(path.read_text("utf-8"))
    assert datafiles.read(copy) == expected
    datafiles.compile_all(tmp_path)
    assert datafiles.read(copy) == expected


def test_compiling_leaves_one_file_beside_each_source(file: Path) -> None:
    datafiles.compile_all(file.parents[1])
    assert {path.name for path in file.parent.iterdir()} == {"words.id.yaml", "words.id.json"}


def test_what_is_compiled_is_read_without_the_source_being_parsed(file: Path) -> None:
    code = "import sys; from pathlib import Path; from flasktutor import datafiles; "
    code += f"print(datafiles.read(Path({str(file)!r}))['one'], 'yaml' in sys.modules)"
    assert _printed(code) == "two False"
    compiled(file).unlink()
    assert _printed(code) == "two True"


@pytest.mark.parametrize("changed", [SOURCE.replace("two", "six"), "other: two\n"])
def test_a_change_of_the_source_counts_at_once(file: Path, changed: str) -> None:
    file.write_text(changed, "utf-8")
    assert datafiles.read(file) == yaml.safe_load(changed)


@pytest.mark.parametrize("damage", [b"", b"{}", b"0 0 0 0\n{}", b"\xff\xfe\n"])
def test_a_damaged_compiled_file_only_costs_time(file: Path, damage: bytes) -> None:
    compiled(file).write_bytes(damage)
    assert datafiles.read(file) == yaml.safe_load(SOURCE)


def test_a_cut_off_or_altered_compiled_file_only_costs_time(file: Path) -> None:
    whole = compiled(file).read_bytes()
    for length in range(len(whole)):
        compiled(file).write_bytes(whole[:length])
        assert datafiles.read(file) == yaml.safe_load(SOURCE)
    compiled(file).write_bytes(whole.replace(b"two", b"six"))
    assert datafiles.read(file) == yaml.safe_load(SOURCE)


def test_a_folder_in_place_of_a_compiled_file_only_costs_time(file: Path) -> None:
    compiled(file).unlink()
    compiled(file).mkdir()
    assert datafiles.read(file) == yaml.safe_load(SOURCE)


def test_an_answer_waits_for_no_parser_of_yaml_or_of_versions() -> None:
    text = "RuntimeError: Working outside of application context."
    clash = (SHIPPED.parents[1] / "tests/clashes/seen/flask-login-werkzeug-3.txt").read_text()
    for shown in (text, clash):
        code = "import sys; from flasktutor.causes import explain_text; "
        code += f"print(explain_text({shown!r}).known, {{'yaml', 'packaging'}} & set(sys.modules))"
        assert _printed(code) == "True set()"


def _printed(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()
