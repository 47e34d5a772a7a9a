frappe.ui.form.on("Batch Correction", {
	refresh(frm) {
		batch_trace.show_signatures(frm);
	},
});
