"""The tests: `unit` needs nothing but Python, `integration` and `browser` a site. Their folders are the rooms of the app."""
