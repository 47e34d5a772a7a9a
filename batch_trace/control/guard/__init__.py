"""Refusing a movement, and saying which batch, why, and what to do instead.

Front door: `guard.check` for movements, `guard.look` to ask without refusing, `refusal.BatchStopped`, `enough.on_appended` against
stock below zero. Every batch that leaves a warehouse passes here before the commit. It never chooses batches: what could be used instead is asked
by the hook `batch_trace_usable_instead`.
"""
