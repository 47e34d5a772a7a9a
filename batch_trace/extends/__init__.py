"""What happens on ERPNext's own doctypes: one file a doctype or kind of doctype, named by `doc_events` in `hooks.py`.

Each function reads the document, calls `control/` or `ledger/`, and is done.
"""
