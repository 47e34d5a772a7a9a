"""Measures the app's speed on a big ledger: `make bench`. Not shipped with the app."""
