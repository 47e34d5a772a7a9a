// Gaps that re-sealing answers: what cannot be verified, and chains that do not go on from their anchor.
const RESEALED = ["seal_key_unknown", "anchor_differs"];

frappe.ui.form.on("Trace Gap", {
	refresh(frm) {
		const { batch, code, voucher_type, voucher_no, status, is_repairable } = frm.doc;
		show_titles(frm);
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
		if (RESEALED.includes(code) && status !== "Closed" && batch_trace.may_reseal()) {
			frm.add_custom_button(__("Re-seal"), () => batch_trace.reseal(() => frm.reload_doc()));
		}
	},
});

// Codes and severities are stored as programs read them.
function show_titles(frm) {
	frm.set_df_property("code", "formatter", batch_trace.gap_title);
	frm.set_df_property("severity", "formatter", batch_trace.severity_title);
	frm.page.set_title(batch_trace.gap_title(frm.doc.code));
}
