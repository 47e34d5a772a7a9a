"""Allocation: which batches a demand takes, everywhere stock leaves, and whether what was taken was its turn."""
