frappe.ui.form.on("Trace Gap", {
	refresh(frm) {
		const { batch, voucher_type, voucher_no } = frm.doc;
		if (batch) frm.add_custom_button(__("Trace"), () => batch_trace.open_trace("Batch", batch, "Both"));
		if (voucher_no) {
			frm.add_custom_button(__("Open Voucher"), () =>
				frappe.set_route("Form", voucher_type, voucher_no),
			);
		}
	},
});
