"""The screen of pipes and screen readers: lines in, lines out."""
