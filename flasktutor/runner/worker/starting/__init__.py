"""How the process of one snippet comes to be: forked ahead of need, or started anew."""
