"""What a voucher moves: which batches leave which warehouse, as what kind of movement, for whom, and what its rows still want.

Front door: `outward.going_out` and `outward.kinds` for what the ledger recorded, `intended.goings` for a voucher that is not
submitted, `wanted.of_voucher` for rows without a batch, `claims.of_document` for whom goods are for. It allows and refuses nothing.
"""
