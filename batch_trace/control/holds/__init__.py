"""Stopping batches, with everything made from them, and what follows from a hold.

Front door: `holds.place` and `holds.release`, `consequences.of_hold` for the preview, `hold_access` for who may see which hold.
It never decides that a batch is good: that is `decisions`.
"""
