frappe.listview_settings["Batch Reservation"] = {
	onload: batch_trace.show_as_text,
	add_fields: ["status", "valid_until"],
	has_indicator_for_draft: true,
	get_indicator(doc) {
		const status = doc.status || "Draft";
		const color = batch_trace.reservation_colors[status];
		if (status !== "Active" || !doc.valid_until) return [__(status), color, `status,=,${status}`];
		const day = frappe.datetime.str_to_user(doc.valid_until);
		return [__("Active until {0}", [day]), color, `status,=,${status}`];
	},
};
