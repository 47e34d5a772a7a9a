frappe.ui.form.on("Trace Gap Repair", {
	refresh(frm) {
		frm.set_df_property("code", "formatter", batch_trace.gap_title);
	},
});
