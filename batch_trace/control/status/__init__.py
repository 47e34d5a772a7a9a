"""The status of a batch, and the reasons for it.

Front door: `standing.read` gathers all reasons that are in force now, with locks if a movement depends on them;
`locks.lock` locks batches, always in the same order. `effective` keeps a copy of the status for lists; no movement is
allowed by that copy.
"""
