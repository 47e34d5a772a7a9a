"""How much of one batch is in another, assuming that the inputs of an event mix perfectly.

Use `shares.Mixing`; `items.read_items` reads masses and units. The walk comes from `genealogy`. It decides which batches are exposed; a share never does.
"""
