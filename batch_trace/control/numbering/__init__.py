"""Batch numbers by rule on a site: which rule an item has, its counters, and the batches that vouchers make.

Front door: `rules.of_item` finds the rule, `numbers.make` gives the next number and `numbers.preview` shows it,
`numbers.child_of` numbers the part that leaves a batch, `batches.make` makes a batch with its number; `fill` does so for the
rows of vouchers, `naming` for batches that ERPNext makes, and `ended` says when a batch should have ended. It never changes
a number that somebody typed, and never numbers an item without a rule.
"""
