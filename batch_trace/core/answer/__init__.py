"""One answer: a trace with its batches, links, suppliers, customers, stock and gaps, and the mass balance of a batch.

Front door: `trace.trace` and `mass_balance.balances`; `answer.Answer` gives the shape. Permissions come in through
`access.Access`. There is no second trace anywhere.
"""
