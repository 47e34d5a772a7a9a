"""Which batch was made from which: vouchers become events, events become links, links are walked in both directions.

`starts.resolve` finds the start of a trace, `paths.follow` walks from it, `families.descendants` and
`families.ancestors` list batches without quantities, and `classify.classify` turns a voucher's movements into events.
How much of one batch is in another is calculated in `mixing`.
"""
