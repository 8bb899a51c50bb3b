"""Drill: what it asks next, what it says, and whether it finds out what a learner believes."""
