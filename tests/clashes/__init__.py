"""Proves the list of clashes: each is built from the registry, seen, repaired, and seen gone."""
