"""The files that a code host reads: sound by schema and linter, and they ask what is needed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.checkout import ROOT

HOST = ROOT / ".github"
FORMS = sorted(set((HOST / "ISSUE_TEMPLATE").glob("*.yml")) - {HOST / "ISSUE_TEMPLATE/config.yml"})
WORKFLOWS = sorted((HOST / "workflows").glob("*.yml"))


def _said(*command: str) -> str:
    """What a checker says; it has to have nothing to complain of."""
    program = Path(sys.executable).with_name(command[0])
    done = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("github-workflows", WORKFLOWS),
        ("github-issue-forms", FORMS),
        ("github-issue-config", [HOST / "ISSUE_TEMPLATE/config.yml"]),
    ],
)
def test_files_hold_to_the_schema_of_the_host(schema: str, files: list[Path]) -> None:
    assert files
    _said("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *map(str, files))


def test_workflows_have_no_known_weakness() -> None:
    _said("zizmor", "--offline", "--quiet", *map(str, WORKFLOWS))


def test_every_system_and_python_is_tested() -> None:
    matrix = yaml.safe_load((HOST / "workflows/tests.yml").read_text("utf-8"))["jobs"]["tests"]
    has = matrix["strategy"]["matrix"]
    assert {one.split("-")[0] for one in has["system"]} == {"ubuntu", "macos", "windows"}
    assert has["python"] == ["3.10", "3.11", "3.12", "3.13", "3.14"]


def test_what_nobody_has_run_says_so() -> None:
    for path in (*WORKFLOWS, ROOT / ".devcontainer" / "devcontainer.json"):
        assert "# Unproven: " in path.read_text("utf-8").replace("// ", "# "), path.name


def test_every_form_asks_for_the_report() -> None:
    assert len(FORMS) >= 3
    for form in FORMS:
        body = yaml.safe_load(form.read_text("utf-8"))["body"]
        asked = [one["attributes"].get("label") for one in body]
        assert "What `flasktutor check-install --report` prints" in asked, form.name


def test_the_container_is_set_up_as_contributing_says() -> None:
    text = (ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8")
    container = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.M))
    assert ".venv/bin/pip install -e '.[dev,docs]'" in container["postCreateCommand"]
