"""What is known of a batch, and who may still change it: its dates, its supplier and the supplier's numbers.

Front door: `facts.check`, for a Batch that is saved. A batch that never moved is mended freely; once it has moved, what was
entered changes by QA with a reason, and is kept as a Batch Correction. It decides no status.
"""
