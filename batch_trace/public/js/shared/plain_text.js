// Texts of the app's doctypes are shown as text, on forms, in lists and in report views. Frappe shows them as HTML and
// relies on a filter at the door, which older versions of the app passed by.
frappe.provide("batch_trace");
frappe.provide("frappe.listview_settings");

const DOCTYPES = [
	"Batch Attribute",
	"Batch Attribute Value",
	"Batch Control Change",
	"Batch Control Policy",
	"Batch Correction",
	"Batch Disposition",
	"Batch Hold",
	"Batch Override",
	"Batch Pick",
	"Batch Reservation",
	"Batch Reservation Use",
	"Batch Trace Settings",
	"Certificate Wording",
	"Certificate of Analysis",
	"Customer Batch Rule",
	"Sampling Plan",
	"Customer Certificate",
	"Dispatch Record",
	"Electronic Signature",
	"Submitted Row",
	"Trace Entry",
	"Trace Event",
	"Trace Gap",
	"Trace Gap Repair",
];
const TEXTS = ["Data", "Small Text", "Text", "Long Text"];

// Frappe has escaped some texts already: without "<" there is nothing left to do, and nothing is escaped twice.
const lines = (value) => String(value ?? "").replace(/</g, "&lt;").replace(/\n/g, "<br>");

// The fields of a doctype, and the copies of them that single documents have.
function fields_of(doctype) {
	const of_documents = Object.values(frappe.meta.docfield_copy[doctype] || {});
	return [...(frappe.get_meta(doctype)?.fields || []), ...of_documents.flatMap(Object.values)];
}

batch_trace.show_as_text = ({ doctype }) => {
	const tables = (frappe.get_meta(doctype)?.fields || []).filter(({ fieldtype }) => fieldtype === "Table");
	for (const field of [doctype, ...tables.map(({ options }) => options)].flatMap(fields_of)) {
		if (TEXTS.includes(field.fieldtype)) field.formatter = lines;
	}
};

for (const doctype of DOCTYPES) {
	const show = batch_trace.show_as_text;
	frappe.ui.form.on(doctype, { before_load: show, setup: show });
	frappe.listview_settings[doctype] ??= { onload: show }; // doctypes with a list script of their own call it there
}
