"""The app's ledger: the only code that reads ERPNext's stock tables, and the only writer of the ledger.

`capture.flush` records what vouchers moved, `backfill` reads the history, `check` compares and `repair` repairs,
`select.select` runs the engine's queries, `balances` keeps the quantity of each batch in each warehouse, and `compat`
holds every difference between ERPNext's versions.
"""
