frappe.ui.form.on("Batch Override", {
	refresh(frm) {
		batch_trace.show_signatures(frm);
		batch_trace.offer_signed_submit(frm, "Override");
	},
});
