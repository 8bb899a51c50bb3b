"""Every case of the table: it is contained, told in plain words, and leaves nothing behind."""

from __future__ import annotations

import pytest

from flasktutor.runner.protocol import RunRequest, RunResult
from flasktutor.runner.runner import Runner
from tests.runner.case import Case
from tests.runner.cases import CASES
from tests.runner.conftest import run_folders, supervisors, wait_for, worker_processes


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(runner: Runner, case: Case) -> None:
    if case.needs and case.needs not in runner.isolation:
        pytest.skip(f"this system has no {case.needs}")
    runner.run(RunRequest(source=""))
    before = supervisors()

    result = runner.run(RunRequest(source=case.source, limits=case.limits, context=case.context))

    assert_seen(case, result)
    assert (supervisors(), run_folders()) == (before, set())
    # Each runner's supervisor (other tests may keep theirs), and the process that waits with it.
    wait_for(lambda: len(worker_processes()) == 2 * len(before))
    after = runner.run(RunRequest(source="print('ok')"))
    assert (after.outcome, after.stdout, after.explanation) == ("ok", "ok\n", "")


def assert_seen(case: Case, result: RunResult, *, leftovers_told: bool = True) -> None:
    """Compare what was seen with what the table says of it."""
    assert result.outcome in (case.outcome, case.or_outcome), result
    if case.stdout is not None:
        assert result.stdout == case.stdout
    assert case.stdout_holds in result.stdout
    assert case.stderr_holds in result.stderr
    if leftovers_told or "left behind" not in case.says:
        assert case.says in result.explanation
    raised = result.exception
    if result.outcome == case.outcome:
        assert (raised.type if raised else "") == case.raises
    if raised and case.line is not None:
        assert raised.line == case.line
    if case.exit_code is not None:
        assert result.exit_code == case.exit_code
    if case.stopped_at is not None:
        assert result.stopped_at == case.stopped_at
    assert "\x1b" not in repr(result).encode("utf-8").decode()


def test_a_flood_is_cut_at_the_limit_exactly(runner: Runner) -> None:
    result = runner.run(RunRequest(source="while True: print('0123456789' * 10)"))
    assert result.truncated
    assert len(result.stdout) == RunRequest(source="").limits.output
