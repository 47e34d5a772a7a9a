"""Vouchers that were wrong: cancelled, and mostly amended."""

from collections.abc import Callable

import frappe
from frappe.model.document import Document

from batch_trace.setup.demo.plant import Plant

Change = Callable[[Document], None]
LINKS_OF_THE_OLD_ONE = ("serial_and_batch_bundle", "rejected_serial_and_batch_bundle")


def cancel(plant: Plant, doctype: str, key: str) -> None:
	"""Cancel a remembered voucher for good."""
	plant.cancel(plant.recall(doctype, key))


def amend(plant: Plant, doctype: str, key: str, change: Change, remember: str | None = None) -> Document:
	"""Cancel a remembered voucher, change its copy, and submit that."""
	doc = plant.recall(doctype, key)
	named = _batches_by_line(doc)
	plant.cancel(doc)
	amended = frappe.copy_doc(doc)
	amended.update({"amended_from": doc.name, "docstatus": 0})
	for row, batch in zip(amended.items, named, strict=True):
		row.update({field: None for field in LINKS_OF_THE_OLD_ONE if row.meta.has_field(field)})
		if batch:
			row.update({"batch_no": batch, "use_serial_batch_fields": 1})
	change(amended)
	return plant.submit(amended, remember or key)


def _batches_by_line(doc: Document) -> list[str | None]:
	return [
		row.batch_no
		or frappe.db.get_value(
			"Serial and Batch Entry",
			{"parent": row.serial_and_batch_bundle, "parenttype": "Serial and Batch Bundle"},
			"batch_no",
			order_by="idx",
		)
		for row in doc.items
	]
