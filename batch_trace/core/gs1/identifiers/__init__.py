"""GS1's application identifiers: which there are, what their values look like, which belong together, and what they say of goods."""
