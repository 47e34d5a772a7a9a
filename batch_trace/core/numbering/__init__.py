"""Batch numbers by rule: segments, dates, shifts, check characters, and the characters that GS1 allows.

Front door: `rule.Rule` is the rule of a document, `checks.problems` says what is wrong with it, `rendering.prepare` gives its
numbers for one batch, `choosing.best` finds the rule of an item. It never counts and never looks for numbers that exist:
`batch_trace/control/numbering/` does.
"""
