// Opens a new Batch Disposition on batches, from lists and forms.
import { once } from "../shared/once";

frappe.provide("batch_trace");

batch_trace.decide = once((batches) => {
	frappe.route_hooks.after_load = (frm) => frm.refresh_field("batches");
	return frappe.new_doc("Batch Disposition", {}, (doc) => {
		doc.batches = [];
		for (const batch of batches) frappe.model.add_child(doc, "batches").batch = batch;
	});
});

// One click for a batch that meets all criteria of its policy. Resolves with the decision's name, or null when closed.
batch_trace.release_offered = once((batch) => {
	const asked = {
		title: __("Release {0}", [batch]),
		meaning_options: [{ value: "Released", label: __("Released") }],
		intro: __("All criteria of the Batch Control Policy are met; the inspections become the evidence."),
		needs_reason: true,
		act: ({ reason, password }) =>
			frappe.xcall("batch_trace.api.status.release_offered", { batch, reason, password }),
	};
	return batch_trace.sign(asked);
});
