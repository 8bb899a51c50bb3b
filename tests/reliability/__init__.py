"""Long trials, each a command; pytest runs a short form of each."""
