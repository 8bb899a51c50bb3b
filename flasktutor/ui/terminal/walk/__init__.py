"""Going through a recorded run on a terminal, stop by stop."""
