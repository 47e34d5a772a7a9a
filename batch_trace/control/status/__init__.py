"""What a batch's status is, and why.

Front door: `standing.read` gathers every reason that is in force now, with locks where a movement depends on it; `locks.lock`
locks batches in one order for all. `effective` keeps the copy for lists. Nothing is ever allowed by that copy.
"""
