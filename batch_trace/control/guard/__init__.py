"""Refuses movements of stopped batches: the message names the batch, the reason and the way out.

Front door: `guard.check` for movements, `guard.look` to ask without refusing, `refusal.BatchStopped`,
`enough.on_appended` against negative stock, `set_apart.button` for the way out to quarantine. Every movement out of a
warehouse is checked here before the commit. It never chooses batches: which could be used instead is asked through the hook `batch_trace_usable_instead`.
"""
