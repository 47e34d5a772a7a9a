// QA's decision on batches, begun from wherever the batches are seen.
frappe.provide("batch_trace");

batch_trace.may_decide = () => frappe.model.can_create("Batch Disposition");

batch_trace.decide = (batches) => {
	frappe.new_doc("Batch Disposition", {}, (doc) => {
		doc.batches = [];
		for (const batch of batches) frappe.model.add_child(doc, "batches").batch = batch;
		cur_frm?.refresh_field("batches");
	});
};
