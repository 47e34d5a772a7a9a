"""The sampling plan of an incoming inspection: which one applies, how severe it is, and what it says of the result.

Front door: `applied.fill` and `applied.judge`. The severity is computed from the stored inspections each time. It proposes;
what an inspection means for its batches is the business of the room `decisions`.
"""
