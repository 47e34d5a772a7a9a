"""Reads what suppliers send with goods: certificates of analysis, lot lists and advance notices, as proposals.

Use `certificates.read` and `supplier_files.read`; both take the bytes of a file and its name. What a file does not say
beyond doubt is a problem, a question or an empty value, never a guess. This package reads files only: it knows no
items, no orders and no specifications of ours, and it decides nothing.
"""
