"""The queries about what people have corrected: suppliers' numbers, and the batches that vouchers moved."""

CORRECTED_SUPPLIER_BATCH = """
SELECT c.batch FROM `tabBatch Correction` c
WHERE (c.old_supplier_batch IN %(names)s OR c.new_supplier_batch IN %(names)s) {as_of(c)}
"""

CORRECTED_FROM_SUPPLIER_BATCH = """
SELECT c.right_batch FROM `tabCorrected Movement` c
WHERE c.recorded_supplier_batch IN %(names)s {as_of(c)} AND (
	SELECT SUM(CASE WHEN o.right_batch = c.right_batch THEN o.qty ELSE -o.qty END) FROM `tabCorrected Movement` o
	WHERE o.voucher_no = c.voucher_no AND o.voucher_type = c.voucher_type AND o.voucher_detail_no = c.voucher_detail_no
		AND c.right_batch IN (o.right_batch, o.batch) {as_of(o)}
) > 0.000000001
"""
"""Batches whose goods were recorded with the supplier's number as another batch, and were not corrected back."""

CORRECTIONS = """
SELECT c.batch, c.old_supplier_batch, c.new_supplier_batch, c.user, c.creation FROM `tabBatch Correction` c
WHERE c.batch IN %(names)s AND COALESCE(c.old_supplier_batch, '') <> COALESCE(c.new_supplier_batch, '') {as_of(c)}
ORDER BY c.name
"""

HAS_CORRECTED_MOVEMENTS = "SELECT c.name FROM `tabCorrected Movement` c LIMIT 1"

CORRECTED_MOVEMENTS = (
	" UNION ".join(
		f"""SELECT c.name, c.batch, c.right_batch, c.qty, c.company, c.voucher_type, c.voucher_no, c.user, c.creation, c.reason,
			v.party_type, v.party
		FROM `tabCorrected Movement` c
		LEFT JOIN `tabTrace Event` v ON v.voucher_no = c.voucher_no AND v.voucher_type = c.voucher_type AND v.sequence = 1
		WHERE c.{column} IN %(names)s {{as_of(c)}}"""
		for column in ("batch", "right_batch")
	)
	+ " ORDER BY 1"
)
