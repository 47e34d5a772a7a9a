"""Material of an order: what was transferred for a Work Order or to a subcontractor is used for that order only.

Front door: `transferred.pool` and `transferred.of_others` for quantities, `backflush.fill` and `supplied.fill` for rows
of a voucher, `order_guard.on_moved` as the guarantee, `take_back` for drafts of returns. What was
transferred is added up from the ledger and never stored.
"""
