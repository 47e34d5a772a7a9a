frappe.listview_settings["Batch Disposition"] = {
	onload: batch_trace.show_as_text,
	add_fields: ["decision"],
	get_indicator: (doc) => [
		__(doc.decision),
		batch_trace.status_colors[doc.decision],
		`decision,=,${doc.decision}`,
	],
};
