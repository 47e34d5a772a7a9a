"""What is in stock, batch by batch and warehouse by warehouse, as the reports show it."""
