"""Event functions on ERPNext's doctypes, one file per doctype or kind of doctype, named in `hooks.py`.

Each function reads the document and calls `control/` or `ledger/`.
"""
