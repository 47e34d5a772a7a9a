"""Material that belongs to an order: what was transferred for a Work Order or a subcontractor is used for it, and for nothing else.

Front door: `transferred.pool` and `transferred.of_others`, `backflush.fill` and `supplied.fill` for rows, `order_guard.on_moved` as the
guarantee. What was transferred is added up from the ledger and never stored.
"""
