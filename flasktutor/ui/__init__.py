"""What the learner sees: screens behind one protocol, and how each step is asked."""
