"""The app's ledger and ERPNext's stock: the only code that reads ERPNext's stock tables, and the only writer of the ledger.

Front door: `capture.flush` records what vouchers moved, `backfill` reads the history, `check` and `repair` compare and mend,
`select.select` answers the engine's questions, `balances` keeps what is where. `compat` holds every difference between ERPNext's versions.
"""
