// The button "Trace" on the forms of batches, serial numbers and stock vouchers, in the same place on all of them. A cancelled
// voucher moved nothing in the end: there, "Movements" shows what was taken back, and of which batches.
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

for (const [direction, doctypes] of Object.entries({ Forward: FORWARD, Backward: BACKWARD, Both: BOTH })) {
	for (const doctype of doctypes) {
		frappe.ui.form.on(doctype, { refresh: (frm) => add_trace_button(frm, direction) });
	}
}

function add_trace_button(frm, direction) {
	const { doctype, docname } = frm;
	const is_cancelled = frm.doc.docstatus === 2;
	const is_draft = frappe.model.is_submittable(doctype) && frm.doc.docstatus === 0;
	const report = is_cancelled ? "Batch Movements" : "Batch Trace";
	if (frm.is_new() || is_draft || !frappe.boot.user.all_reports[report]) return;
	if (is_cancelled) {
		const open = () => frappe.set_route("query-report", report, { voucher_no: docname });
		frm.add_custom_button(__("Movements"), open);
	} else {
		frm.add_custom_button(__("Trace"), () => batch_trace.open_trace(doctype, docname, direction));
	}
}

batch_trace.open_trace = (start_type, start, direction) => {
	frappe.set_route("query-report", "Batch Trace", { start_type, start, direction });
};
