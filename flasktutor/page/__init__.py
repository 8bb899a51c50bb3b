"""Owns a recorded run as one page of HTML that stands alone, and is gone through in a browser."""

from __future__ import annotations

from flasktutor.page.model import Part, Parts, Printed, Story, StoryTrouble
from flasktutor.page.rendering import page

__all__ = ["Part", "Parts", "Printed", "Story", "StoryTrouble", "page"]
