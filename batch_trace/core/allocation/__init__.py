"""Which batches to pick: picking order, allocation, the forecast of expiring stock, and reorder quantities.

`allocation.allocate` picks from stock in picking order, `picking_order.position` gives the order. The caller passes
stock as plain rows; nothing here reads or locks data.
"""
