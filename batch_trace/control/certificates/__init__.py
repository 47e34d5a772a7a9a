"""Suppliers' certificates: their file, how their results compare with our specification, and the batches that they are for.

Front door: `results.compare` and `files.put_down` for a draft, `records.of_batches` and `records.batches_of` for what was
reviewed. Whether a certificate is accepted, and what follows from it, is decided in the room `decisions`.
"""
