"""Checks of the whole site for settings and records that weaken batch control.

Front door: `registry.find`; each topic has a file of checks, and each finding says what is wrong, where, and what to
do. Nothing is changed.
"""
