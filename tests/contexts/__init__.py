"""Tests of recording contexts and of the timeline."""
