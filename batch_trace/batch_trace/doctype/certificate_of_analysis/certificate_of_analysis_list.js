frappe.listview_settings["Certificate of Analysis"] = {
	onload: batch_trace.show_as_text,
	add_fields: ["decision"],
	has_indicator_for_draft: true,
	get_indicator: (doc) => {
		if (doc.docstatus === 0) return [__("To Review"), "orange", "docstatus,=,0"];
		return [__(doc.decision), doc.decision === "Accepted" ? "green" : "red", `decision,=,${doc.decision}`];
	},
};
