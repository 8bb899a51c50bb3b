"""What is drawn, as a screen's blocks or as words: data in, no question asked."""
