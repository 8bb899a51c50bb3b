"""Tests of the learner's place: looking at it, and what is put there."""
