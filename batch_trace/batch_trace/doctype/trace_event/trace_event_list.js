frappe.listview_settings["Trace Event"] = {
	onload: batch_trace.show_as_text,
	hide_name_column: true,
	add_fields: ["reverses"],
	get_indicator: (doc) =>
		doc.reverses
			? [__("Takes Back"), "orange", "event_type,=,Reversal"]
			: [__("Recorded"), "gray", "event_type,!=,Reversal"],
};
