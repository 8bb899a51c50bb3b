"""Tests of what is found wrong in recorded runs."""
