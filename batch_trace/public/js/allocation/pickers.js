// The batches that link fields on vouchers offer: those of ERPNext, with their status, without batches that may not move,
// in the picking order of the item's policy.
frappe.provide("batch_trace");

const ERPNEXT = "erpnext.controllers.queries.get_batch_no";
const OURS = "batch_trace.api.pickers.batches";
const TABLES = {
	"Delivery Note": ["items", "packed_items"],
	"Sales Invoice": ["items", "packed_items"],
	"POS Invoice": ["items", "packed_items"],
	"Stock Entry": ["items"],
	"Pick List": ["locations"],
	"Subcontracting Receipt": ["items", "supplied_items"],
	"Purchase Receipt": ["items"],
	"Purchase Invoice": ["items"],
	"Stock Reconciliation": ["items"],
	"Stock Reservation Entry": ["sb_entries"],
	"Asset Capitalization": ["stock_items"],
};
const FACTS = [
	"purpose",
	"is_return",
	"batch_issue_reason",
	"batch_issue_details",
	"name",
	"company",
	"customer",
	"project",
	"work_order",
	"pick_list",
	"posting_date",
	"posting_time",
	"set_posting_time",
];
// Purposes of a Stock Entry that bring nothing in: a row without a warehouse has not got it yet.
const ONLY_OUT = [
	"Material Issue",
	"Material Transfer",
	"Material Transfer for Manufacture",
	"Material Consumption for Manufacture",
	"Send to Subcontractor",
];
const ROW_FACTS = ["against_sales_order", "sales_order", "against_pick_list", "project"];

for (const [doctype, tables] of Object.entries(TABLES)) {
	frappe.ui.form.on(doctype, { refresh: (frm) => tables.forEach((table) => take_over(frm, table)) });
}

// ERPNext sets its queries in setup and onload, before the form is refreshed.
function take_over(frm, table) {
	const grid = frm.fields_dict[table]?.grid;
	const field = grid?.get_field("batch_no");
	const theirs = field?.get_query;
	if (!theirs || theirs.is_batch_trace) return;
	field.get_query = function (doc, cdt, cdn) {
		batch_trace.describe_batches(cdt, cdn);
		return asked(theirs.call(this, doc, cdt, cdn), doc, locals[cdt]?.[cdn]);
	};
	field.get_query.is_batch_trace = true;
}

// Without a description Frappe lists the filters, also ours, which no one can read. Each row has a field of its own.
batch_trace.describe_batches = (cdt, cdn, fieldname = "batch_no") => {
	const field = cdt && frappe.meta.get_docfield(cdt, fieldname, cdn);
	if (field) field.filter_description = description();
};

// The text below the batches in the dropdown.
function description() {
	return __("Batches of the item with their status. Batches that may not make this movement are left out.");
}

// Replaces ERPNext's query by ours, with the same filters; other queries stay.
function asked(query, doc, row) {
	if (!query || (query.query && query.query !== ERPNEXT)) return query;
	const filters = { ...query.filters, batch_trace: wanted(doc, row, query.filters) };
	return { ...query, query: OURS, filters };
}

function wanted(doc, row, filters) {
	return {
		...known(doc, FACTS),
		...known(row || {}, ROW_FACTS),
		voucher_type: doc.doctype,
		to: (row?.s_warehouse && row.t_warehouse) || row?.target_warehouse,
		items_made: made(doc),
		show_all: is_coming(doc, row, filters) ? 1 : 0,
	};
}

function known(doc, fields) {
	return Object.fromEntries(fields.filter((field) => doc[field]).map((field) => [field, doc[field]]));
}

function made(doc) {
	if (doc.doctype !== "Stock Entry") return [];
	return (doc.items || []).filter((row) => row.t_warehouse && !row.s_warehouse).map((row) => row.item_code);
}

// Batches that come in or are counted are never stopped.
function is_coming(doc, row, filters) {
	if (filters?.is_inward || doc.doctype === "Stock Reconciliation") return true;
	const is_return = cint(doc.is_return);
	if (["Purchase Receipt", "Purchase Invoice"].includes(doc.doctype))
		return !is_return && !row?.from_warehouse;
	if (doc.doctype === "Subcontracting Receipt")
		return (row?.parentfield === "items") !== Boolean(is_return);
	return doc.doctype === "Stock Entry" && Boolean(row) && !row.s_warehouse && !ONLY_OUT.includes(doc.purpose);
}
