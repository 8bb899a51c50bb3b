"""Tests of tracing the learner's own app."""
