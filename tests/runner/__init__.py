"""Tests of the snippet runner, against real child processes."""
