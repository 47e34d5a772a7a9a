"""The engine of batch_trace: everything here runs without Frappe, on any ledger that can be selected from."""
