"""Tests of what a learner sees and types: screens, flows, terminals, pipes."""
