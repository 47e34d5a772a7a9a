"""The engine: traces, shares, balances, what a batch may do and which batch goes next, as pure functions of plain data.

It runs with nothing but Python, on a site's tables or on a ledger file, and never imports frappe or erpnext. Its rooms, from
the ground up: `terms`, `ledger_file`, `genealogy`, then `mixing` and `control`, then `allocation` and `answer`, then `shown`, and
on top the console script `cli`. A room imports from the rooms below it only; `make lint` checks that.
"""
