"""What several tests need: a plant with its documents, users, stories, and scripts that run on sites of their own."""
