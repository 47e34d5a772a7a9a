"""Event functions on ERPNext's doctypes, one file per doctype or kind of doctype; `doc_events` in `hooks.py` names them.

Each function reads the document and calls `control/` or `ledger/`.
"""
