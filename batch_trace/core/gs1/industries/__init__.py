"""Codes beside GS1's: data identifiers, health industry, retail and scales."""
