"""check-install: tried on machines that are really broken, and on healthy ones."""
