"""QA's word: dispositions, inspections, release by rule, overrides, and the explanation of a status.

Front door: `dispositions.decide`, `automatic.release_offered`, `overrides.use`, `explanation.explain`. A decision sets
`Batch.quality_status`; holds and dates stand beside it.
"""
