frappe.ui.form.on("Trace Gap", {
	refresh(frm) {
		const { batch, voucher_type, voucher_no, status, is_repairable } = frm.doc;
		if (batch) frm.add_custom_button(__("Trace"), () => batch_trace.open_trace("Batch", batch, "Both"));
		if (voucher_no) {
			frm.add_custom_button(__("Open Voucher"), () =>
				frappe.set_route("Form", voucher_type, voucher_no),
			);
		}
		if (is_repairable && status !== "Closed" && batch_trace.may_repair()) {
			frm.add_custom_button(__("Repair"), () =>
				batch_trace.repair_gaps([frm.doc.name], () => frm.reload_doc()),
			).addClass("btn-primary");
		}
	},
});
