frappe.ui.form.on("Batch Control Change", {
	refresh(frm) {
		batch_trace.show_signatures(frm);
	},
});
