"""Owns "in a wrong world": the last run of a step once more, as a misconception would have it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flasktutor.language import _
from flasktutor.ui.asides import worlds_here
from flasktutor.ui.blocks import MOVES, Command, Note, Pick, Picked

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunRequest
    from flasktutor.ui.sitting import Sitting
    from flasktutor.worlds import World


def visit(sitting: Sitting, request: RunRequest) -> bool:
    """Run `request` in worlds until the learner goes back to the step; True when they quit."""
    worlds = worlds_here(sitting)
    while True:
        if len(worlds) == 1:
            return _visited(sitting, request, worlds[0]) is Command.QUIT
        sitting.show(Note(_("In a world where …")))
        listed = Pick(options=tuple(str(world.belief) for world in worlds), keys=MOVES)
        reply = sitting.ask(listed, aside=True)
        if isinstance(reply, Picked):
            reply = _visited(sitting, request, worlds[reply.indices[0]])
            if reply is Command.BACK:
                continue
        return reply is Command.QUIT


def _visited(sitting: Sitting, request: RunRequest, world: World) -> Command:
    from flasktutor.ui import world_view

    recorded = replace(request, record=True)
    there = sitting.run(replace(recorded, world=world.code))
    # Last, so that the contexts to be seen are those of Flask as it is.
    real = sitting.run(recorded)
    sources = {"setup.py": request.setup, "snippet.py": request.source}
    sitting.show(*world_view.of_both(world, real, there, sources))
    return sitting.rest(MOVES, aside=True)
