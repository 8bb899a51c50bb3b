"""Questions whose program is made anew each time: values by a seed, and a template around them."""
