"""Looking at the learner's machine: real environments, real servers, real tests of theirs."""
