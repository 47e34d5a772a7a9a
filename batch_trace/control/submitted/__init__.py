"""What holds, decisions, overrides and reservations said when they were submitted, and whether they still say it.

Front door: `record.write` at submission, `difference.in_slices` for the nightly check. Holds are read from this record, so
that one whose rows are gone still stops its batches. It knows nothing of what the documents mean.
"""
