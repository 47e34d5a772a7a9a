"""What a voucher moves: batches, warehouses, kinds of movement, beneficiaries, and rows without a batch.

Front door: `outward.going_out` and `outward.kinds` for what the ledger recorded, `intended.goings` for a voucher that
is not submitted, `wanted.of_voucher` for rows without a batch, `beneficiaries.of_document` for the beneficiary. It
allows and refuses nothing.
"""
