"""Quality Inspections of received goods."""

from __future__ import annotations

import frappe


def inspect(
	receipt,
	batch: str | None,
	outcome: str = "Accepted",
	reading: str = "12.5",
	item: str = "FLOUR",
	submit: bool = True,
	row: str | None = None,
	kind: str = "Incoming",
):
	"""Submit an inspection of a receipt's goods."""
	frappe.db.set_single_value(
		"Stock Settings", "allow_to_make_quality_inspection_after_purchase_or_delivery", 1
	)
	if not frappe.db.exists("Quality Inspection Parameter", "Moisture"):
		frappe.get_doc(doctype="Quality Inspection Parameter", parameter="Moisture").insert()
	doc = frappe.get_doc(
		doctype="Quality Inspection",
		inspection_type=kind,
		reference_type=receipt.doctype,
		reference_name=receipt.name,
		item_code=item,
		batch_no=batch,
		child_row_reference=row,
		sample_size=1,
		inspected_by="Administrator",
		manual_inspection=1,
		status=outcome,
		readings=[
			{
				"specification": "Moisture",
				"numeric": 1,
				"manual_inspection": 1,
				"min_value": 0,
				"max_value": 14,
				"reading_1": reading,
				"status": outcome,
			}
		],
	)
	doc.insert()
	if submit:
		doc.submit()
	return doc
