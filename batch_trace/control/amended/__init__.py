"""Vouchers amended from a cancelled one: they keep its batches, and what differs is shown.

Front door: `proposing.propose` for drafts, `differences.on_moved` for what was submitted. It decides nothing: named batches
are judged like all others.
"""
