"""The commands of learning: taking lessons, practice, and what was done."""
