"""Changes that let batches move more freely: of policies, of the items' policies, of settings and of warehouses.

Front door: `permission.ask`. Whoever may not release may not loosen; the change is signed where a release is, it names the
batches that it frees, and it is kept as a Batch Control Change. It never changes a batch.
"""
