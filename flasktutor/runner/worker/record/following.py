"""Owns how code is followed: in the way that costs least, of those that this Python has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Union

from . import monitoring
from .tracing import Tracing

if TYPE_CHECKING:
    from .calls import Calls

Follower = Union[Tracing, "monitoring.Monitoring"]


def follower(calls: Calls) -> Follower:
    """By `sys.monitoring` where it is to be had, else by `sys.settrace`."""
    number = monitoring.number_to_have()
    return Tracing(calls) if number is None else monitoring.Monitoring(calls, number)
