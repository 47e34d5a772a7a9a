"""Which batch goes next: picking order, the choice itself, expected expiry, and how much to reorder.

Front door: `allocation.allocate` chooses from stock in picking order, `picking_order.position` gives the order. Stock comes in
as plain rows; nothing here reads or locks anything.
"""
