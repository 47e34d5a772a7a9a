"""How much of one batch is in another, if everything that goes into an event mixes perfectly.

Front door: `shares.shares_forward` and `shares.shares_backward`; `items.read_items` reads masses and units. The walk itself
comes from `genealogy`; which batches are exposed is decided there and never by a share.
"""
