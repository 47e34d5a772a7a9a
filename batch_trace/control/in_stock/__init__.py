"""What is in stock, batch by batch: where, with which status, worth how much, promised to whom, and what will expire.

Front door: `batches.read`, `expiring.find`, `spoken_for.quantities`, all for a `scope.Scope`. It only looks.
"""
