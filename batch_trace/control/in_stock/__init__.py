"""The stock of each batch: warehouse, status, value, what is promised, and what will expire.

Front door: `batches.read`, `expiring.find`, `promised_stock.quantities`, all for a `scope.Scope`. It only reads.
"""
