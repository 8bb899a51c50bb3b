"""Records what happens to Flask's contexts while code runs, as plain data."""

from .printed import PrintedLines
from .recorder import Recorder

__all__ = ["PrintedLines", "Recorder"]
