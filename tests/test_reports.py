"""Public reports: none is given a false cause, most are given the true one, the page says so."""

from __future__ import annotations

import re

import pytest

from flasktutor.causes import clashes, known
from tests.reports import record
from tests.reports.judging import judge
from tests.reports.reports import DATA, Report, reports

EVERY = reports()
GIVEN_RIGHT = 28  # of 30
every = pytest.mark.parametrize("report", EVERY.values(), ids=lambda report: report.id)


def test_each_text_has_its_entry() -> None:
    assert {path.stem for path in DATA.glob("*.txt")} == set(EVERY)


@every
def test_is_complete(report: Report) -> None:
    assert all(address.startswith("https://") for address in report.source)
    assert report.source
    assert report.made in ("run", "text")
    assert report.cause.endswith(".")
    assert set(report.right) <= {*known(), *clashes.known()}


@every
def test_names_no_place_of_the_machine_that_made_it(report: Report) -> None:
    text = report.path.read_text("utf-8")
    assert text.strip()
    assert not re.search(r"/tmp/tmp\w+/(?:shop|venv)|/root/\.|/opt/(?:pypi|wheels)", text)


def test_most_of_the_given_ones_are_right() -> None:
    verdicts = [judge(report) for report in EVERY.values() if report.kind == "given"]
    assert len(verdicts) == 30
    right = [one for one in verdicts if one.is_right]
    assert len(right) >= GIVEN_RIGHT


@every
def test_no_cause_is_false(report: Report) -> None:
    verdict = judge(report)
    assert verdict.judgement != "false cause", verdict.id


def test_the_page_in_docs_is_what_is_said_today() -> None:
    said = record.page(judge(report) for report in EVERY.values())
    assert record.DOCS.read_text("utf-8") == said, "python -m tests.reports --write"
