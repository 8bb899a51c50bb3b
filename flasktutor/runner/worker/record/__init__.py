"""Records what happens to Flask's contexts while code runs, as plain data."""

from .recorder import Recorder

__all__ = ["Recorder"]
