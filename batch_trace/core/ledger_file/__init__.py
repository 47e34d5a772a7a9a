"""How the engine reads a ledger: its queries, the SQL behind them, the SQLite file, and the seals of events.

`source.LedgerSource` queries a ledger on a site or in a file; `file.open_ledger` and `file.write_ledger` read and
write the file. This package knows the tables, not what their rows mean for a trace.
"""
