"""The fields that the app adds to ERPNext's doctypes; install makes them and uninstall removes them."""

from __future__ import annotations

SUPPLIER_BATCH = {
	"fieldname": "supplier_batch",
	"fieldtype": "Data",
	"label": "Supplier Batch",
	"description": "The supplier's own batch or lot number, as printed on the label or certificate",
}


def _after(field: str, **more: object) -> list[dict[str, object]]:
	return [{**SUPPLIER_BATCH, "insert_after": field, **more}]


CUSTOM_FIELDS: dict[str, list[dict[str, object]]] = {
	"Batch": _after("supplier", in_list_view=1, in_standard_filter=1, search_index=1),
	"Purchase Receipt Item": _after("batch_no"),
	"Purchase Invoice Item": _after("batch_no"),
	"Subcontracting Receipt Item": _after("batch_no"),
	"Serial and Batch Entry": _after("batch_no", in_list_view=1),
}
