"""Wrong vouchers, which are cancelled and mostly amended."""

from collections.abc import Callable

import frappe
from frappe.model.document import Document

from batch_trace.setup.demo.batches import name_batches
from batch_trace.setup.demo.plant import Plant

Change = Callable[[Plant, Document], None]
LINKS_OF_THE_OLD_ONE = ("serial_and_batch_bundle", "rejected_serial_and_batch_bundle")


def cancel(plant: Plant, doctype: str, key: str) -> None:
	"""Cancel a remembered voucher without amending it."""
	plant.cancel(plant.recall(doctype, key))


def amend(plant: Plant, doctype: str, key: str, change: Change, remember: str | None = None) -> Document:
	"""Cancel a remembered voucher, and submit a changed copy of it."""
	doc = plant.recall(doctype, key)
	carried = [_carried(row) for row in doc.items]
	plant.cancel(doc)
	amended = frappe.copy_doc(doc)
	amended.update({"amended_from": doc.name, "docstatus": 0})
	for row, batches in zip(amended.items, carried, strict=True):
		row.update({field: None for field in LINKS_OF_THE_OLD_ONE if row.meta.has_field(field)})
		if batches:
			inward = sum(quantity for _batch, quantity in batches) > 0
			picks = [(batch, abs(quantity)) for batch, quantity in batches]
			name_batches(plant, amended, row, picks, _warehouse(row), inward)
	change(plant, amended)
	return plant.submit(amended, remember or key)


def _carried(row: Document) -> list[tuple[str, float]]:
	return frappe.get_all(
		"Serial and Batch Entry",
		{"parent": row.serial_and_batch_bundle, "parenttype": "Serial and Batch Bundle"},
		["batch_no", "qty"],
		order_by="idx",
		as_list=True,
	)


def _warehouse(row: Document) -> str:
	return row.get("warehouse") or row.get("s_warehouse") or row.get("t_warehouse")
