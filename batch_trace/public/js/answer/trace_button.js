// The button "Trace" on the forms of batches, serial numbers and stock vouchers.
frappe.provide("batch_trace");

const FORWARD = ["Purchase Receipt", "Purchase Invoice"];
const BACKWARD = ["Delivery Note", "Sales Invoice", "POS Invoice"];
const BOTH = [
	"Batch",
	"Serial No",
	"Subcontracting Receipt",
	"Work Order",
	"Stock Entry",
	"Stock Reconciliation",
];
const VOUCHER_GROUP = "View";

for (const [direction, doctypes] of Object.entries({ Forward: FORWARD, Backward: BACKWARD, Both: BOTH })) {
	for (const doctype of doctypes) {
		frappe.ui.form.on(doctype, { refresh: (frm) => add_trace_button(frm, direction) });
	}
}

function add_trace_button(frm, direction) {
	const is_voucher = frappe.model.is_submittable(frm.doctype);
	if (frm.is_new() || (is_voucher && frm.doc.docstatus !== 1)) return;
	if (!frappe.boot.user.all_reports["Batch Trace"]) return;
	const open = () => batch_trace.open_trace(frm.doctype, frm.doc.name, direction);
	frm.add_custom_button(__("Trace"), open, is_voucher ? __(VOUCHER_GROUP) : null);
}

batch_trace.open_trace = (start_type, start, direction) => {
	frappe.set_route("query-report", "Batch Trace", { start_type, start, direction });
};
