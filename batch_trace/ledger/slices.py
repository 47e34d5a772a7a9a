"""How many names or rows go into one query, wherever there may be many of them."""

AT_ONCE = 1000
