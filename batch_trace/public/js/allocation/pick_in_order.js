// The button "Pick Batches in Order" on drafts: chooses batches for rows that have none, and shows why each was chosen.
import { API, DOCTYPES, knows } from "./allocated_doctypes";
import { doc_link, quantity, table, text } from "../shared/html";
import { once } from "../shared/once";

for (const doctype of DOCTYPES) {
	frappe.ui.form.on(doctype, { refresh });
}

async function refresh(frm) {
	const { doctype, docname: name } = frm;
	const { modified } = frm.doc;
	if (frm.is_new() || !knows("chooses_batches") || frm.doc.docstatus !== 0 || !frm.has_perm("write")) return;
	const count = await frappe.xcall(`${API}.open_rows`, { doctype, name });
	if (!count || frm.docname !== name || frm.doc.modified !== modified) return;
	frm.add_custom_button(__("Pick Batches in Order"), once(() => pick(frm)));
}

async function pick(frm) {
	if (frm.is_dirty()) await frm.save();
	const { doctype, docname: name } = frm;
	const lines = await frappe.xcall(`${API}.fill`, { doctype, name });
	await frm.reload_doc();
	show(lines);
}

function show(lines) {
	const columns = [__("Row"), __("Batch"), { label: __("Quantity"), is_number: true }, __("Usable Until")];
	const rows = lines.flatMap((line) =>
		line.problem ? [problem(line)] : line.batches.map((one) => taken(line, one)),
	);
	const body = rows.length ? table(columns, rows) : text(__("Every row has a batch already."));
	new frappe.ui.Dialog({
		title: __("Batches in Order"),
		size: "large",
		fields: [{ fieldtype: "HTML", fieldname: "lines", options: body }],
	}).show();
}

function taken(line, { batch, quantity: amount, expiry_date, reason }) {
	return [
		row_cell(line),
		`${doc_link("Batch", batch)}<div class="batch-trace-why">${text(reason)}</div>`,
		quantity(amount),
		expiry_date ? text(frappe.datetime.str_to_user(expiry_date)) : "",
	];
}

// `problem` is HTML with links, from the server.
function problem(line) {
	return [row_cell(line), `<div class="batch-trace-why text-danger">${line.problem}</div>`, "", ""];
}

function row_cell({ row, item_code }) {
	return `${row} <div class="text-muted">${text(item_code)}</div>`;
}
