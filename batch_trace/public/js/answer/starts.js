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
