"""What came from what: vouchers become events, events become links, and links are walked in both directions.

Front door: `starts.resolve` finds where a trace starts, `paths.Paths` walks from there, `families.descendants` and
`families.ancestors` answer without quantities, `classify.classify` tells what a voucher's movements stand for. It never says
how much of one batch is in another: that is `mixing`.
"""
