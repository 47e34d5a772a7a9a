"""What documents said when they were submitted stays so: in holds, decisions, overrides, reservations and stock vouchers.

Front door: `record.write` at submission and `difference.in_slices` for the nightly check; `own_rows` keeps rows and bundles with
their document, `only_by_code.restore` drops what only code may write, `kept_files` keeps files of evidence. Holds are read from
the record, so that one whose rows are gone still stops its batches. It knows nothing of what the documents mean.
"""
