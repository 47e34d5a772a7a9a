"""What batches inherit of the attributes of what they were made from.

Front door: `inheritance.of_batches` for batches of a ledger; `combining.combine` is the rule of each attribute. What a person
entered is given; by a union or "all of", what came in is added to it.
"""
