// Correct > What the Labels Say, on submitted receipts: facts of all their batches, in one table and with one reason.
import { ask } from "../shared/ask";
import { once } from "../shared/once";
import { corrected_with_reason, FACTS } from "./correct";

const API = "batch_trace.api.corrections";
const SHOWN = ["supplier_batch", "expiry_date", "manufacturing_date", "traceability_lot_code", "country_of_origin"];

for (const doctype of ["Purchase Receipt", "Purchase Invoice", "Subcontracting Receipt"])
	frappe.ui.form.on(doctype, { refresh });

function refresh(frm) {
	const receives = frm.doctype === "Purchase Invoice" ? frm.doc.update_stock : true;
	if (frm.doc.docstatus !== 1 || frm.doc.is_return || !receives || !batch_trace.may_release()) return;
	frm.add_custom_button(__("What the Labels Say"), once(() => correct(frm)), __("Correct"));
}

async function correct(frm) {
	const batches = await received(frm);
	if (!batches.length) return frappe.msgprint(__("This receipt brought in no batches that you may read."));
	const before = Object.fromEntries(batches.map((batch) => [batch.name, { ...batch }]));
	const values = await ask({
		title: __("Correct What the Labels of {0} Say", [frappe.utils.escape_html(frm.docname)]),
		size: "extra-large",
		fields: [table(batches)],
		primary_action_label: __("Continue"),
		act: ({ lines }) => changed(lines, before),
	});
	if (!values) return;
	const done = await corrected_with_reason((given) => frappe.xcall(`${API}.correct_many`, { changes: values, ...given }));
	if (done) frm.reload_doc();
}

async function received({ doctype, docname }) {
	const { movements } = await frappe.xcall(`${API}.movements`, { voucher_type: doctype, voucher_no: docname });
	const names = movements.filter(({ target }) => target).map(({ batch }) => batch);
	if (!names.length) return [];
	await frappe.model.with_doctype("Batch");
	return frappe.db.get_list("Batch", { filters: { name: ["in", names] }, fields: ["name", "item", ...FACTS], limit: 0 });
}

function table(batches) {
	const fact = (fieldname, is_shown) => {
		const { fieldtype, label, options } = frappe.meta.get_docfield("Batch", fieldname);
		return { fieldname, fieldtype, options, label: __(label), in_list_view: is_shown ? 1 : 0, columns: 2 };
	};
	return {
		fieldname: "lines",
		fieldtype: "Table",
		cannot_add_rows: true,
		cannot_delete_rows: true,
		in_place_edit: true,
		data: batches.map(({ name, ...facts }) => ({ batch: name, ...facts })),
		fields: [
			{ fieldname: "batch", fieldtype: "Data", label: __("Batch"), read_only: 1, in_list_view: 1, columns: 2 },
			...SHOWN.map((field) => fact(field, SHOWN.indexOf(field) < 4)),
			...FACTS.filter((field) => !SHOWN.includes(field)).map((field) => fact(field, false)),
		],
	};
}

function changed(lines, before) {
	const changes = {};
	for (const line of lines ?? []) {
		const fields = FACTS.filter((field) => (line[field] || "") !== (before[line.batch]?.[field] || ""));
		if (fields.length) changes[line.batch] = Object.fromEntries(fields.map((field) => [field, line[field] || null]));
	}
	if (Object.keys(changes).length) return changes;
	frappe.throw(__("Change at least one value."));
}
