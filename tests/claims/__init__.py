"""Which sentences of the recaps and which ideas rest on which claim."""
