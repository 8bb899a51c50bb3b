"""Owns a class: the files that learners handed in, and what they show together."""
