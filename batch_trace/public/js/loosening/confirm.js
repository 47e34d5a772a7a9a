// The button of a refusal to loosen control: asks for a reason, and a signature if the site wants one, and saves the form.
import { once } from "../shared/once";
import { with_reason } from "../shared/with_reason";

frappe.provide("batch_trace");

batch_trace.confirm_loosening = once(async ({ doctype, name, needs_signature }) => {
	frappe.hide_msgprint();
	const frm = cur_frm; // eslint-disable-line no-undef
	if (frm?.doctype !== doctype || frm.docname !== name) {
		frappe.set_route("Form", doctype, name);
		return;
	}
	const saved = await with_reason({
		title: needs_signature ? __("Sign and Save") : __("Save with a Reason"),
		label: __("Save"),
		meaning: "Loosened Control",
		needs_signature,
		act: ({ reason, password }) =>
			frappe.xcall("batch_trace.api.loosening.save", { doc: frm.doc, reason, password }),
	});
	if (!saved) return;
	frappe.show_alert({ message: __("Saved"), indicator: "green" });
	if (frm.is_new()) frappe.set_route("Form", doctype, saved.name);
	else frm.reload_doc();
});
