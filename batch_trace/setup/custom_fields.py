"""The custom fields on ERPNext's doctypes; install creates them and uninstall removes them."""

from __future__ import annotations

from batch_trace.core.control import date_origins
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
		"fieldname": "expiry_from",
		"fieldtype": "Select",
		"options": _choice(*date_origins.ORIGINS),
		"label": "Expiry Date Comes From",
		"description": "Entered: read off a label or a certificate. Computed: from the item's shelf life. Inputs: of what it was made of. QA: a decision.",
		"insert_after": "expiry_date",
		"depends_on": "expiry_from",
		"read_only": 1,
		"no_copy": 1,
	},
	{
		"fieldname": "retest_date",
		"fieldtype": "Date",
		"label": "Retest Date",
		"insert_after": "expiry_from",
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
	{
		"fieldname": "traceability_lot_code_source",
		"fieldtype": "Data",
		"label": "Lot Code Source",
		"description": "Who assigned the traceability lot code, and where: a web address, a GLN, or an FDA registration number",
		"insert_after": "traceability_lot_code",
		"depends_on": "eval:doc.traceability_lot_code || doc.traceability_lot_code_source",
		"no_copy": 1,
	},
	{
		"fieldname": "country_of_origin",
		"fieldtype": "Link",
		"options": "Country",
		"label": "Country of Origin",
		"insert_after": "traceability_lot_code_source",
		"no_copy": 1,
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


def _sampling(field: str, fieldtype: str, label: str, after: str, **more: object) -> dict[str, object]:
	"""Return a field of the sampling plan as it was applied; only code fills it."""
	return {
		"fieldname": field,
		"fieldtype": fieldtype,
		"label": label,
		"insert_after": after,
		"depends_on": "sampling_plan",
		"read_only": 1,
		"no_copy": 1,
		**more,
	}


SAMPLING = [
	_sampling("sampling_section", "Section Break", "Sampling", "bom_no", read_only=0),
	_sampling(
		"sampling_plan", "Link", "Sampling Plan", "sampling_section", options="Sampling Plan", search_index=1
	),
	_sampling("sampling_severity", "Data", "Severity", "sampling_plan"),
	_sampling("sampling_lot_size", "Int", "Units in the Lot", "sampling_severity"),
	_sampling("sampling_code_letter", "Data", "Code Letter", "sampling_lot_size"),
	_sampling("sampling_supplier", "Link", "Supplier", "sampling_code_letter", options="Supplier"),
	_sampling("sampling_column", "Column Break", "", "sampling_supplier", read_only=0),
	_sampling("sampling_planned_size", "Int", "Sample Size by the Plan", "sampling_column"),
	_sampling("sampling_accept", "Int", "Accepted up to (Ac)", "sampling_planned_size"),
	_sampling("sampling_reject", "Int", "Rejected from (Re)", "sampling_accept"),
	_sampling(
		"nonconforming_units",
		"Data",
		"Nonconforming Units",
		"sampling_reject",
		depends_on="eval:doc.sampling_plan && doc.sampling_severity !== 'Skipped'",
		read_only=0,
		description="Of the units inspected. Empty: not counted yet. With Manual Inspection, the status is yours to choose.",
	),
	_sampling("sampling_result", "Data", "Result by the Plan", "nonconforming_units"),
	_sampling(
		"is_resubmitted",
		"Check",
		"Inspected Before",
		"sampling_result",
		read_only=0,
		description="The lot was inspected before, here or in an earlier delivery, so it does not count for the severity",
	),
	_sampling("sampling_why_section", "Section Break", "", "is_resubmitted", read_only=0, hide_border=1),
	_sampling("sampling_reason", "Small Text", "Why This Plan", "sampling_why_section"),
]
"""The plan as it was applied when the inspection was made; `control/sampling` fills it."""

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
	*SAMPLING,
]
"""What the draft said of the goods when they were rejected, one a line: a draft can be changed afterwards."""

SHIPS = "eval:!doc.is_return"
INVOICE_SHIPS = "eval:doc.update_stock && !doc.is_return"


def _loading(after: str, shown: str, first: list[dict[str, object]]) -> list[dict[str, object]]:
	"""Return the section with what is known when goods are loaded; `first` are fields that the doctype lacks besides."""
	fields = [
		{"fieldname": "dispatch_section", "fieldtype": "Section Break", "label": "At Loading"},
		*first,
		{
			"fieldname": "dispatch_seals",
			"fieldtype": "Data",
			"label": "Seal Numbers",
			"description": "Of the vehicle or the container, separated by commas",
		},
		{"fieldname": "dispatch_column", "fieldtype": "Column Break"},
		{
			"fieldname": "dispatch_temperature",
			"fieldtype": "Data",
			"label": "Temperature at Loading",
			"description": "With its unit, such as 4.5 °C or 39 °F; without one it is in °C",
		},
		{
			"fieldname": "dispatch_consignee",
			"fieldtype": "Data",
			"label": "Consignee",
			"description": "Who receives the goods. Empty: the title of the shipping address.",
		},
	]
	for field, before in zip(fields, [after, *(field["fieldname"] for field in fields)], strict=False):
		field |= {"insert_after": before, "no_copy": 1}
		field |= {"depends_on": shown} if field["fieldtype"] != "Column Break" else {}
	return fields


CUSTOM_FIELDS: dict[str, list[dict[str, object]]] = {
	"Asset Capitalization": [_choice_reason("stock_items")],
	"Batch": BATCH,
	"Delivery Note": [_choice_reason("items"), *_loading("po_date", SHIPS, [])],
	"Pick List": [_choice_reason("locations")],
	"POS Invoice": [_choice_reason("items")],
	"Sales Invoice": [
		_choice_reason("items"),
		*_loading(
			"po_date",
			INVOICE_SHIPS,
			[
				{"fieldname": "dispatch_vehicle_no", "fieldtype": "Data", "label": "Vehicle No"},
				{"fieldname": "dispatch_driver", "fieldtype": "Data", "label": "Driver Name"},
			],
		),
	],
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
	"Serial and Batch Entry": [
		*_after("batch_no", in_list_view=1),
		{
			"fieldname": "packages",
			"fieldtype": "Int",
			"label": "Packages",
			"description": "How many bags, drums or cartons of the lot came in",
			"insert_after": "supplier_batch",
			"non_negative": 1,
		},
	],
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
	"Downtime Entry": [
		{
			"fieldname": "is_cleaning",
			"fieldtype": "Check",
			"label": "Cleaning",
			"description": "The workstation was cleaned: by Batch Numbering Rules that say so, what is produced afterwards is a new batch",
			"insert_after": "stop_reason",
			"in_standard_filter": 1,
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
