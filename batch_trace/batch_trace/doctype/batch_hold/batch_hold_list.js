const HOLD_COLORS = { Draft: "gray", "In Force": "red", Released: "green" };

frappe.listview_settings["Batch Hold"] = {
	onload: batch_trace.show_as_text,
	add_fields: ["status", "owner", "placed_on", "released_on"],
	has_indicator_for_draft: true,
	get_indicator(doc) {
		const status = doc.status || "Draft";
		if (status !== "In Force") return [__(status), HOLD_COLORS[status], `status,=,${status}`];
		const days = frappe.datetime.get_diff(frappe.datetime.now_date(), doc.placed_on);
		const words = days ? __("In Force, {0} d", [days]) : __("In Force");
		return [words, HOLD_COLORS[status], `status,=,${status}`];
	},
};
