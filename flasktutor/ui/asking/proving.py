"""Owns "prove it": a step's claims to choose from, the chosen one run live, and back again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flasktutor.language import _
from flasktutor.ui.asking.several import one_by_one
from flasktutor.ui.protocol.blocks import MOVES, Code, Command, Note
from flasktutor.ui.views import outcomes

if TYPE_CHECKING:
    from flasktutor.steps.claims import Claim
    from flasktutor.ui.asking.sitting import Sitting


def prove(sitting: Sitting) -> bool:
    """Run claims of the step until the learner goes back to it; True when they leave it all."""
    claims = sitting.claims()
    return one_by_one(
        sitting,
        _("What shall be proved?"),
        tuple(claim.says for claim in claims),
        lambda at: _proved(sitting, claims[at]),
    )


def _proved(sitting: Sitting, claim: Claim) -> Command:
    """Run one claim and say what its run shows."""
    sitting.show(Note(claim.says, "plain"), Code(claim.code))
    result = sitting.run(claim.request(sitting.setup))
    sitting.show(*outcomes.of_run(result, claim.code))
    complaint, *_where = claim.complaint(result)
    if complaint:
        text = _("The lesson has a flaw here: {why}")
        sitting.show(Note(text.format(why=complaint), "bad"))
    else:
        text = _("This run on Flask {flask} proves it.")
        sitting.show(Note(text.format(flask=result.flask), "good"))
    return sitting.rest(MOVES, aside=True)
