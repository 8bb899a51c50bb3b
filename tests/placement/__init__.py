"""Where a learner stands: the questions that are asked, the lesson proposed, and the flow."""
