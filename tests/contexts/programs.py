"""Programs whose context events are known, on each version of Flask."""

from tests.contexts.program import APPS, Program
from tests.contexts.programs_in_lanes import IN_LANES
from tests.contexts.programs_in_line import IN_LINE

__all__ = ["APPS", "PROGRAMS"]

PROGRAMS: dict[str, Program] = {**IN_LINE, **IN_LANES}
