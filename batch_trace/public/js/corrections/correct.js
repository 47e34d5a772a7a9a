// Corrects a batch that has moved: from the button of the Batch, or from that of the refusal to save a change of it.
import { ask } from "../shared/ask";
import { once } from "../shared/once";
import { with_reason } from "../shared/with_reason";

frappe.provide("batch_trace");

export const FACTS = [
	"manufacturing_date",
	"supplier",
	"supplier_batch",
	"traceability_lot_code",
	"traceability_lot_code_source",
	"country_of_origin",
	"expiry_date",
	"retest_date",
];

batch_trace.confirm_correction = once(async ({ batch, fields }) => {
	frappe.hide_msgprint();
	const frm = cur_frm; // eslint-disable-line no-undef
	if (frm?.doctype !== "Batch" || frm.docname !== batch) {
		frappe.set_route("Form", "Batch", batch);
		return;
	}
	await correct(frm, pick(fields, frm.doc));
});

batch_trace.correct_batch = once(async (frm) => {
	const values = await ask({
		title: __("Correct {0}", [frm.doc.name]),
		primary_action_label: __("Continue"),
		fields: FACTS.map((fieldname) => {
			const { fieldtype, label, options } = frappe.meta.get_docfield("Batch", fieldname);
			return { fieldname, fieldtype, options, label: __(label), default: frm.doc[fieldname] };
		}),
	});
	const changed = FACTS.filter((field) => values && (values[field] || "") !== (frm.doc[field] || ""));
	if (changed.length) await correct(frm, pick(changed, values));
});

async function correct(frm, changes) {
	const args = { batch: frm.doc.name, changes };
	const corrected = await corrected_with_reason((given) =>
		frappe.xcall("batch_trace.api.corrections.correct", { ...args, ...given }),
	);
	if (corrected) frm.reload_doc();
}

// Asks for the reason of a correction, and for a signature where the site requires that; `act` gets {reason, password}.
export async function corrected_with_reason(act) {
	const needs_signature = await frappe.xcall("batch_trace.api.settings.requires_signatures");
	const corrected = await with_reason({
		title: needs_signature ? __("Sign and Correct") : __("Correct with a Reason"),
		label: __("Correct"),
		meaning: "Corrected",
		needs_signature,
		act: ({ reason, password }) => act({ reason, password }),
	});
	if (corrected) frappe.show_alert({ message: __("Corrected"), indicator: "green" });
	return corrected;
}

function pick(fields, values) {
	return Object.fromEntries(fields.map((field) => [field, values[field] || null]));
}
