"""Receiving: which lots of a supplier, in which batches of ours, a row of a receipt brings in.

Front doors: `entered.enter`, which makes the batches of the lots while the receipt is a draft and puts them into its row, and
`entered.of_row`, which reads them back. It decides no status, and what it leaves out is refused when the receipt is submitted.
"""
