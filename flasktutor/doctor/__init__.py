"""Owns check-install: what is looked at on the learner's machine, and what it means."""
