"""The custom fields on ERPNext's doctypes; install creates them and uninstall removes them."""

from __future__ import annotations

from batch_trace.core.control import statuses as st

SUPPLIER_BATCH = {
	"fieldname": "supplier_batch",
	"fieldtype": "Data",
	"label": "Supplier Batch",
	"description": "The supplier's own batch or lot number, as printed on the label or certificate",
}
POLICY = {
	"fieldname": "batch_control_policy",
	"fieldtype": "Link",
	"options": "Batch Control Policy",
	"label": "Batch Control Policy",
	"in_standard_filter": 1,
}


def _after(field: str, **more: object) -> list[dict[str, object]]:
	return [{**SUPPLIER_BATCH, "insert_after": field, **more}]


def _choice(*options: str) -> str:
	"""Return the options of a Select field that may be empty."""
	return "\n".join(("", *options))


def _numbered(field: str, fieldtype: str, label: str, after: str, **more: object) -> dict[str, object]:
	"""Return a field that says how a batch came to its number."""
	return {
		"fieldname": f"numbering_{field}",
		"fieldtype": fieldtype,
		"label": label,
		"insert_after": after,
		"depends_on": f"eval:doc.numbering_{field}",
		"read_only": 1,
		"no_copy": 1,
		"print_hide": 1,
		**more,
	}


BATCH = [
	*_after("supplier", in_list_view=1, in_standard_filter=1, in_global_search=1, search_index=1),
	{
		"fieldname": "quality_status",
		"fieldtype": "Select",
		"options": _choice(
			*(status for status in st.BY_STRICTNESS if status not in (st.ON_HOLD, st.EXPIRED))
		),
		"label": "Quality Status",
		"description": "QA's decision. Empty: the default of the item's policy. Change it with a Batch Disposition.",
		"insert_after": "item_name",
		"read_only": 1,
		"no_copy": 1,
		"in_standard_filter": 1,
	},
	{
		"fieldname": "effective_status",
		"fieldtype": "Select",
		"options": _choice(*st.BY_STRICTNESS),
		"label": "Effective Status",
		"description": "The strictest of decision, holds and dates at the last update; stock movements check it anew.",
		"insert_after": "quality_status",
		"read_only": 1,
		"no_copy": 1,
		"in_standard_filter": 1,
	},
	{
		"fieldname": "retest_date",
		"fieldtype": "Date",
		"label": "Retest Date",
		"insert_after": "expiry_date",
		"no_copy": 1,
		"search_index": 1,
	},
	{
		"fieldname": "near_expiry_window",
		"fieldtype": "Int",
		"label": "Near Expiry Window",
		"description": "The narrowest window before expiry, in days, for which a notification was sent",
		"insert_after": "retest_date",
		"read_only": 1,
		"hidden": 1,
		"no_copy": 1,
	},
	{
		"fieldname": "traceability_lot_code",
		"fieldtype": "Data",
		"label": "Traceability Lot Code",
		"description": "The lot code of FSMA 204, assigned where the food was last packed or transformed",
		"insert_after": "supplier_batch",
		"no_copy": 1,
		"search_index": 1,
	},
	_numbered("rule", "Link", "Numbered by Rule", "batch_id", options="Batch Numbering Rule", search_index=1),
	_numbered("scope", "Data", "Sequence", "numbering_rule", hidden=1),
	_numbered("count", "Int", "Number in the Sequence", "numbering_scope", hidden=1),
]

CHOICE_REASON = {
	"fieldname": "batch_choice_reason",
	"fieldtype": "Small Text",
	"label": "Reason for Batch Choice",
	"description": "Why the batches were picked out of order",
	"depends_on": "eval:doc.batch_choice_reason",
	"no_copy": 1,
	"print_hide": 1,
}
"""Hidden while empty; users who pick out of order are asked for it."""


def _choice_reason(after: str) -> dict[str, object]:
	return {**CHOICE_REASON, "insert_after": after}


STOCK_ENTRY = [
	{
		"fieldname": "batch_issue_reason",
		"fieldtype": "Select",
		"options": _choice("Sample", "Destruction"),
		"label": "Batch Issue Reason",
		"description": "Allows sampling or destroying batches that are not released",
		"insert_after": "purpose",
		"depends_on": "eval:doc.purpose == 'Material Issue'",
		"no_copy": 1,
	},
	{
		"fieldname": "batch_issue_details",
		"fieldtype": "Small Text",
		"label": "Batch Issue Details",
		"description": "Reason, who ordered it, and where the goods went",
		"insert_after": "batch_issue_reason",
		"depends_on": "eval:doc.purpose == 'Material Issue' && doc.batch_issue_reason",
		"mandatory_depends_on": "eval:doc.purpose == 'Material Issue' && doc.batch_issue_reason",
		"no_copy": 1,
	},
]


def _inspected(field: str, label: str, after: str, **more: object) -> dict[str, object]:
	return {
		"fieldname": f"inspected_{field}",
		"fieldtype": "Small Text",
		"label": label,
		"insert_after": after,
		"depends_on": f"eval:doc.inspected_{field}",
		"read_only": 1,
		"no_copy": 1,
		"print_hide": 1,
		**more,
	}


QUALITY_INSPECTION = [
	{
		"fieldname": "row_is_guessed",
		"fieldtype": "Check",
		"label": "Row is Guessed",
		"description": "Nobody has named the row that was inspected: ERPNext has taken the first one of the item",
		"insert_after": "child_row_reference",
		"read_only": 1,
		"hidden": 1,
		"no_copy": 1,
		"print_hide": 1,
	},
	_inspected("supplier", "Rejected of Supplier", "batch_no", fieldtype="Link", options="Supplier"),
	_inspected("batches", "Rejected Batches", "inspected_supplier"),
	_inspected("supplier_batches", "Rejected Batches of the Supplier", "inspected_batches"),
	_inspected("orders", "Rejected of Orders", "inspected_supplier_batches", hidden=1),
	_inspected("customer", "Rejected of Customer", "inspected_orders", fieldtype="Link", options="Customer"),
	_inspected("is_made", "Rejected as Made", "inspected_customer", fieldtype="Check", hidden=1),
]
"""What the draft said of the goods when they were rejected, one a line: a draft can be changed afterwards."""

CUSTOM_FIELDS: dict[str, list[dict[str, object]]] = {
	"Asset Capitalization": [_choice_reason("stock_items")],
	"Batch": BATCH,
	"Delivery Note": [_choice_reason("items")],
	"Pick List": [_choice_reason("locations")],
	"POS Invoice": [_choice_reason("items")],
	"Sales Invoice": [_choice_reason("items")],
	"Subcontracting Receipt": [_choice_reason("supplied_items")],
	"Item": [
		{
			**POLICY,
			"insert_after": "has_batch_no",
			"description": "Rules for batches of this item. Empty: the policy of the template or the item group.",
		},
		{
			"fieldname": "untracked_waste",
			"fieldtype": "Check",
			"label": "Waste or By-Product without Batch",
			"description": "What productions make of it without a batch is waste: traces list it and are complete",
			"insert_after": "batch_control_policy",
			"depends_on": "eval:!doc.has_batch_no && !doc.has_serial_no",
		},
	],
	"Item Group": [
		{
			**POLICY,
			"insert_after": "image",
			"description": "For all items of this group and its subgroups that have no policy of their own",
		}
	],
	"Non Conformance": [
		{
			"fieldname": "batch",
			"fieldtype": "Link",
			"options": "Batch",
			"label": "Batch",
			"insert_after": "procedure",
			"in_standard_filter": 1,
			"search_index": 1,
		}
	],
	"Purchase Receipt Item": _after("batch_no"),
	"Purchase Invoice Item": _after("batch_no"),
	"Subcontracting Receipt Item": _after("batch_no"),
	"Quality Inspection": QUALITY_INSPECTION,
	"Serial and Batch Entry": _after("batch_no", in_list_view=1),
	"Stock Entry": [*STOCK_ENTRY, _choice_reason("items")],
	"Stock Reconciliation": [
		{
			"fieldname": "batch_count_reason",
			"fieldtype": "Small Text",
			"label": "Reason for Missing Goods",
			"description": "What is known about goods of stopped batches that the count does not find; QA reads it in the Trace Gap",
			"insert_after": "items",
			"no_copy": 1,
		}
	],
	"Stock Reconciliation Item": [
		{
			"fieldname": "batch_booked_as",
			"fieldtype": "Link",
			"options": "Batch",
			"label": "Was Booked As",
			"description": "The batch that these goods were booked as until now. Empty: this row only adds or removes.",
			"insert_after": "batch_no",
			"link_filters": '[["Batch", "item", "=", "eval:doc.item_code"]]',
			"no_copy": 1,
		}
	],
	"Warehouse": [
		{
			"fieldname": "batch_quality_use",
			"fieldtype": "Select",
			"options": _choice("Quarantine", "Scrap", "Sample"),
			"label": "Batch Quality Use",
			"description": "Batches that may not be used can be moved here; they leave only if their status allows it",
			"insert_after": "is_rejected_warehouse",
		},
		{
			"fieldname": "consignment_customer",
			"fieldtype": "Link",
			"options": "Customer",
			"label": "Consignment at Customer",
			"description": "The goods in this warehouse are at this customer, whom traces list for as long as they are there",
			"insert_after": "batch_quality_use",
		},
	],
}
