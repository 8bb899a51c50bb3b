""" "Prove it": a step's claims are listed, run live, and lead back, on both screens."""

from __future__ import annotations

from flasktutor import language
from flasktutor.items import Item
from flasktutor.player import Player
from flasktutor.progress import Progress
from flasktutor.runner.runner import Runner
from flasktutor.ui.asking.taking import Taking
from tests.reading import lesson_of
from tests.ui.emulator import CTRL_D, ENTER, Emulator
from tests.ui.steps_taken import taken

KEY = "v prove it"
CLAIMS = """
  claims:
    - says: Each new app context has a `g` of its own.
      code: |
        with app.app_context():
            g.stock = 3
        with app.app_context():
            print("stock", "stock" in g)
      prints: stock False
    - says: Without a context, `g` points at nothing.
      code: print(g.stock)
      raises: RuntimeError
    - says: Old versions were otherwise.
      flask: "<2"
      code: print(app.name)
      prints: otherwise
"""
RECAP = """
- key: recap
  kind: text
  body: What was learned.
"""
PICK = """
- key: pick
  kind: choice
  body: Which are even?
  options:
    - {text: two, why: It is 2 * 1., correct: true}
    - {text: three, why: It is 2 * 1 + 1.}
"""


def test_the_claims_of_this_flask_are_listed(runner: Runner) -> None:
    said = taken(runner, RECAP + CLAIMS, "v")
    assert KEY in said
    assert "1. Each new app context has a `g` of its own." in said
    assert "2. Without a context, `g` points at nothing." in said
    assert "Old versions" not in said


def test_the_chosen_one_is_run_with_its_code_and_contexts(runner: Runner) -> None:
    said = taken(runner, RECAP + CLAIMS, "v", "1", "c")
    assert "g.stock = 3" in said
    assert "stock False" in said
    assert f"This run on Flask {runner.flask_version} proves it." in said
    assert "context pushed" in said.split("proves it")[1]


def test_an_error_that_was_claimed_proves_it(runner: Runner) -> None:
    said = taken(runner, RECAP + CLAIMS, "v", "2")
    assert "RuntimeError: Working outside of application context." in said
    assert "proves it" in said


def test_it_leads_back_to_the_list_and_to_the_step(runner: Runner) -> None:
    said = taken(runner, RECAP + CLAIMS + PICK, "v", "1", "", "b", "")
    assert said.count("What shall be proved?") == 2
    assert said.count("What was learned.") == 2
    assert said.index("Which are even?") > said.rindex("What was learned.")


def test_a_single_claim_needs_no_list(runner: Runner) -> None:
    single = CLAIMS[: CLAIMS.index("    - says: Without")]
    said = taken(runner, RECAP + single + PICK, "v", "", "")
    assert "What shall be proved?" not in said
    assert "stock False" in said
    assert "Which are even?" in said


def test_quitting_there_quits(runner: Runner) -> None:
    assert "Which are even?" not in taken(runner, RECAP + CLAIMS + PICK, "v", "1", "q", "")


def test_a_proof_gives_no_answer_away(runner: Runner) -> None:
    said = taken(runner, PICK + CLAIMS, "?", "g", "v")
    before, after = said.split("It is 2 * 1.", 1)
    assert KEY not in before
    assert KEY in after
    assert "What shall be proved?" in after


def test_the_key_is_there_only_with_claims(runner: Runner) -> None:
    old = "  claims:\n" + CLAIMS[CLAIMS.index("    - says: Old") :]
    assert KEY not in taken(runner, RECAP)
    assert KEY not in taken(runner, RECAP + old)


def test_help_lists_it(runner: Runner) -> None:
    assert "v  prove it" in taken(runner, RECAP + CLAIMS, "?")


def test_the_contexts_of_the_step_are_still_there_afterwards(runner: Runner) -> None:
    run = """
- key: go
  kind: run
  body: Run it.
  context: app
  code: print("from the step")
  prints: from the step
"""
    said = taken(runner, run + CLAIMS, "r", "v", "2", "b", "b", "c")
    assert "app context pushed" in said.rsplit("Run it.", 1)[1]


def test_what_does_not_come_true_is_said_to_be_a_flaw(runner: Runner) -> None:
    false = CLAIMS.replace("prints: stock False", "prints: stock True")
    said = taken(runner, RECAP + false, "v", "1")
    assert "The lesson has a flaw here" in said
    assert "proves it" not in said


def test_in_indonesian(runner: Runner) -> None:
    language.use("id")
    said = taken(runner, RECAP + CLAIMS, "v", "2")
    assert "v buktikan" in said
    assert "Mana yang mau dibuktikan?" in said
    assert f"Terbukti: begitulah hasilnya di Flask {runner.flask_version}." in said


def test_the_rich_screen_proves_it_too(runner: Runner) -> None:
    lesson = lesson_of(RECAP + CLAIMS)
    player = Player([Item(lesson, lesson.steps[0])], Progress.open(None))
    terminal = Emulator()
    terminal.keys = ["v", ENTER, "b", "b", ENTER, CTRL_D]
    with terminal.session() as screen:
        assert Taking(player, screen, runner).take()
    said = terminal.text()
    assert "stock False" in said
    assert "proves it" in said
