"""The child: Flask-only modules, run on the learner's own interpreter (3.8 and later)."""
