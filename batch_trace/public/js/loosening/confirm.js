// The button of a refusal to loosen control: asks for a reason, and a signature if the site wants one, and saves the form.
frappe.provide("batch_trace");

batch_trace.confirm_loosening = async ({ doctype, name, needs_signature }) => {
	frappe.hide_msgprint();
	const frm = cur_frm; // eslint-disable-line no-undef
	if (frm?.doctype !== doctype || frm.docname !== name) {
		frappe.set_route("Form", doctype, name);
		return;
	}
	const given = await (needs_signature ? signed() : reasoned());
	if (!given) return;
	const args = { doc: frm.doc, reason: given.reason, password: given.password };
	await frappe.xcall("batch_trace.api.loosening.save", args);
	frappe.show_alert({ message: __("Saved"), indicator: "green" });
	frm.reload_doc();
};

function signed() {
	return batch_trace.sign({
		title: __("Sign and Save"),
		meaning_options: [{ value: "Loosened Control", label: __("Loosened Control") }],
		needs_reason: true,
	});
}

function reasoned() {
	const field = { fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 };
	return new Promise((resolve) => {
		frappe.prompt(field, resolve, __("Save with a Reason"), __("Save"));
	});
}
