"""Batches promised to an order, a customer or a project: who has what, who may take it, and what was taken."""
