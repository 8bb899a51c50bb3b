"""Tests of the review scheduling."""
