"""Dividing a batch by quantity: its parts, their numbers, and where they go.

Front door: `dividing.prepare`, `dividing.check` and `dividing.carry_out`, for a decision that divides its batch.
"""
