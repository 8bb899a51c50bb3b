"""Tests of the live session."""
