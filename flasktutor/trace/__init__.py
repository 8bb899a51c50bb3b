"""Owns tracing the learner's own app: requests to send, the run, and its report."""
