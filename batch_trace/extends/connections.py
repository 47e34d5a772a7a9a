"""Connections: the app's documents among the links on ERPNext's forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frappe import _

Data = dict[str, Any]

OF_VOUCHER = {"voucher_no": "voucher_type"}
"""Fields of our doctypes that name a voucher, and those that name its doctype."""
OF_OWNER = {"reference": "reserved_for"}


def _connections(
	doctype: str,
	links: dict[str, str],
	types: dict[str, str] | None = None,
	internal: dict[str, str] | None = None,
) -> Callable[[Data], Data]:
	"""Return the hook that adds the app's doctypes to the connections of a doctype.

	`links` maps doctypes of the app to the field, their own or their rows', with the document's name; `types` maps dynamic ones of these
	fields to the field with the doctype; `internal` maps doctypes to fields of the document itself that link to them.
	"""

	def add(data: Data) -> Data:
		data.setdefault("transactions", []).append(
			{"label": _("Batch Trace"), "items": [*links, *(internal or {})]}
		)
		data.setdefault("non_standard_fieldnames", {}).update(links)
		data.setdefault("dynamic_links", {}).update(
			{field: [doctype, type_field] for field, type_field in (types or {}).items()}
		)
		data.setdefault("internal_links", {}).update(internal or {})
		return data

	return add


batch = _connections(
	"Batch",
	{
		"Batch Hold": "batch",
		"Batch Disposition": "batch",
		"Batch Reservation": "batch",
		"Batch Balance": "batch",
		"Trace Entry": "batch",
		"Batch Pick": "batch",
		"Batch Override": "batch",
		"Batch Correction": "batch",
		"Batch Attribute Value": "batch",
		"Certificate of Analysis": "batch",
		"Customer Certificate": "batch",
		"Trace Gap": "batch",
	},
)
item = _connections(
	"Item",
	{
		"Batch Balance": "item_code",
		"Batch Reservation": "item_code",
		"Certificate of Analysis": "item_code",
		"Customer Batch Rule": "item_code",
	},
)
customer = _connections(
	"Customer",
	{
		"Customer Batch Rule": "customer",
		"Customer Certificate": "customer",
		"Customer Certificate Choice": "customer",
		"Batch Reservation": "reference",
	},
	OF_OWNER,
)
supplier = _connections(
	"Supplier", {"Certificate of Analysis": "supplier", "Certificate Wording": "supplier"}
)
sales_order = _connections("Sales Order", {"Batch Reservation": "reference"}, OF_OWNER)
work_order = _connections(
	"Work Order", {"Batch Reservation": "reference", "Trace Event": "work_order"}, OF_OWNER
)
quality_inspection = _connections("Quality Inspection", {}, internal={"Batch": "batch_no"})
delivery_note = _connections(
	"Delivery Note",
	{
		"Trace Event": "voucher_no",
		"Batch Pick": "voucher_no",
		"Batch Override": "voucher_no",
		"Batch Hold": "voucher_no",
		"Dispatch Record": "voucher_no",
	},
	OF_VOUCHER,
)
purchase_receipt = _connections(
	"Purchase Receipt", {"Trace Event": "voucher_no", "Batch Hold": "voucher_no"}, OF_VOUCHER
)
