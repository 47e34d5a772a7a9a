"""Definitions that all other packages use: nodes, event types, movements, quantities, masses, points in time, errors.

Nothing here reads data or makes decisions.
"""
