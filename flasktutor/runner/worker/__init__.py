"""The child: Flask-only modules that run on the learner's own interpreter (Python 3.8 and later)."""
