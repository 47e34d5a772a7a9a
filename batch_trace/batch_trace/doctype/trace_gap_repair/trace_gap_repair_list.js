frappe.listview_settings["Trace Gap Repair"] = {
	onload: (list) => batch_trace.show_as_text(list),
	formatters: { code: (value) => batch_trace.gap_title(value) },
};
