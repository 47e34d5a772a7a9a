"""How a ledger is asked and kept: the questions, the SQL behind them, the SQLite file, and the seals of events.

Front door: `source.LedgerSource` asks a ledger, on a site or in a file; `file.open_ledger` and `file.write_ledger` read and write
the file. It knows tables, and nothing of what the rows mean for a trace.
"""
