"""Choosing batches in picking order: for submissions, drafts, pick lists and pickers, and the record of each pick.

Front door: `allocator.Allocator`, `fill.fill` for a voucher, `judging.judge` for what was taken, `picks.on_moved` for
the record, `offered.in_order` for pickers. The choice itself is made in `core/allocation/`.
"""
