// What a trace can start from, and the report filters that ask for it.
frappe.provide("batch_trace");

const SUPPLIER_BATCH = "Supplier Batch";

batch_trace.start_types = [
	"Batch",
	"Serial No",
	SUPPLIER_BATCH,
	"Purchase Receipt",
	"Purchase Invoice",
	"Subcontracting Receipt",
	"Stock Entry",
	"Work Order",
	"Stock Reconciliation",
	"Delivery Note",
	"Sales Invoice",
	"POS Invoice",
];

// Batches are found by item and supplier's batch, too, and shown with their status and expiry date.
function start_query() {
	const type = frappe.query_report.get_filter_value("start_type");
	return type === "Batch" ? { query: "batch_trace.api.pickers.any_batch" } : {};
}

batch_trace.start_filters = (directions, more_types = []) => [
	{
		fieldname: "start_type",
		label: __("Start From"),
		fieldtype: "Select",
		options: [...batch_trace.start_types, ...more_types].map((type) => ({
			value: type,
			label: __(type),
		})),
		default: "Batch",
		reqd: 1,
	},
	{
		fieldname: "start",
		label: __("Batch or Voucher"),
		fieldtype: "Dynamic Link",
		options: "start_type",
		get_options: () => frappe.query_report.get_filter_value("start_type"),
		only_select: true, // a wrong name opens no new document
		get_query: start_query,
		ignore_link_validation: true, // the ledger also knows what was deleted since
		depends_on: `eval:doc.start_type !== "${SUPPLIER_BATCH}"`,
	},
	{
		fieldname: "supplier_batch",
		label: __("Supplier Batch"),
		fieldtype: "Data",
		depends_on: `eval:doc.start_type === "${SUPPLIER_BATCH}"`,
	},
	{
		fieldname: "supplier",
		label: __("Supplier"),
		fieldtype: "Link",
		options: "Supplier",
		only_select: true,
		depends_on: `eval:doc.start_type === "${SUPPLIER_BATCH}"`,
	},
	{
		fieldname: "direction",
		label: __("Direction"),
		fieldtype: "Select",
		options: directions.map((direction) => ({ value: direction, label: __(direction) })),
		default: directions[0],
		reqd: 1,
	},
];
