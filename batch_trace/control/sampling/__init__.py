"""The sampling plan of an inspection of goods that come in: which one applies, how severe it is, and what it says of the result.

Front door: `applied.fill`, `applied.judge` and `lots.not_by_plan`. The severity is computed from the stored inspections each time. It proposes;
what an inspection means for its batches is the business of the room `decisions`.
"""
