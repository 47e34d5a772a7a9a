"""Stopping batches and everything made from them by holds, and what follows from a hold.

Front door: `holds.place` and `holds.release`, `preview.of_hold` for what a hold would stop, `access` for who may see
which hold. Whether a batch is good is decided in `decisions`, not here.
"""
