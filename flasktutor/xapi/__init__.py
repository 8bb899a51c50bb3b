"""Owns handing a learner's answers to a record store: as xAPI 1.0.3 statements, each once."""
