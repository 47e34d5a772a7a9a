// Long texts of the app's doctypes are shown as text. Frappe shows them as HTML and relies on a filter at the door, which older
// versions of the app passed by.
import { text } from "./html";

const DOCTYPES = [
	"Batch Control Policy",
	"Batch Disposition",
	"Batch Hold",
	"Batch Override",
	"Batch Pick",
	"Batch Reservation",
	"Customer Batch Rule",
	"Electronic Signature",
	"Trace Entry",
	"Trace Event",
	"Trace Gap",
	"Trace Gap Repair",
];
const TEXTS = ["Small Text", "Text", "Long Text"];

const lines = (value) => text(value).replace(/\n/g, "<br>");

function show_as_text(frm) {
	const tables = frm.meta.fields.filter(({ fieldtype }) => fieldtype === "Table");
	const doctypes = [frm.doctype, ...tables.map(({ options }) => options)];
	for (const field of doctypes.flatMap((doctype) => frappe.get_meta(doctype)?.fields || [])) {
		if (TEXTS.includes(field.fieldtype)) field.formatter = lines;
	}
}

for (const doctype of DOCTYPES) frappe.ui.form.on(doctype, { before_load: show_as_text, setup: show_as_text });
