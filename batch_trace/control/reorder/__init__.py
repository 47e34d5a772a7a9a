"""Reordering by what can really be used: stock that is held, expired or too old covers no demand."""
