// The button of a refusal to loosen control: asks for a reason, and a signature if the site wants one, and saves the form.
import { ask } from "../shared/ask";
import { once } from "../shared/once";

frappe.provide("batch_trace");

batch_trace.confirm_loosening = once(async ({ doctype, name, needs_signature }) => {
	frappe.hide_msgprint();
	const frm = cur_frm; // eslint-disable-line no-undef
	if (frm?.doctype !== doctype || frm.docname !== name) {
		frappe.set_route("Form", doctype, name);
		return;
	}
	const save = async ({ reason, password }) => {
		await frappe.xcall("batch_trace.api.loosening.save", { doc: frm.doc, reason, password });
		return true;
	};
	if (!(await (needs_signature ? signed(save) : reasoned(save)))) return;
	frappe.show_alert({ message: __("Saved"), indicator: "green" });
	frm.reload_doc();
});

function signed(act) {
	return batch_trace.sign({
		title: __("Sign and Save"),
		meaning_options: [{ value: "Loosened Control", label: __("Loosened Control") }],
		needs_reason: true,
		act,
	});
}

function reasoned(act) {
	return ask({
		title: __("Save with a Reason"),
		primary_action_label: __("Save"),
		fields: [{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 }],
		act,
	});
}
