"""The engine: traces, shares, balances, control rules and allocation, as pure functions of plain data.

It needs only Python (`receiving` and `gs1` also libraries), reads a site's tables or a ledger file, and never
imports frappe or erpnext. Its packages, from the lowest to the highest: `terms`, `ledger_file` and `gs1`, `genealogy`,
`receiving`, then `mixing` and `control`, then `allocation` and `answer`, then `shown`, and the console script `cli`. A
package imports only from lower packages; `make lint` checks that.
"""
