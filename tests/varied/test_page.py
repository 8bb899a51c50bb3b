"""docs/varied-questions.md: its example is a question that can be asked, with our own worlds."""

from __future__ import annotations

import re
from pathlib import Path

from flasktutor import audit, paths
from flasktutor.varied_proofs import Seeds
from tests.checkout import ROOT
from tests.varied.shop import HEAD

PAGE = ROOT / "docs" / "varied-questions.md"


def test_the_example_is_without_a_flaw(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    own = Path(paths.own_lessons(), "course.yaml").read_text("utf-8")
    (tmp_path / "course.yaml").write_text(own, "utf-8")
    path = tmp_path / "names.yaml"
    path.write_text(HEAD + example, "utf-8")
    found = audit.audit([path], seeds=Seeds(6))
    said = [str(issue) for issue in found.issues if issue.path == path]
    assert said == []
    assert [step.key for step in found.examples] == ["two-apps"]
