"""How much is done at once, wherever there may be much of it."""

AT_ONCE = 1000
"""So many names or rows go into one query, and so many vouchers, batches or events into one slice of a long job."""
