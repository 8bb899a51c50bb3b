"""Tests of the step kinds, each through real runs."""
