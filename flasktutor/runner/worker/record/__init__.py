"""Records what happens to Flask's contexts while code runs, as plain data."""

from .printed import Printed
from .recorder import Recorder

__all__ = ["Printed", "Recorder"]
