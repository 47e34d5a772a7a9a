const GAP_COLORS = { error: "red", warning: "orange", info: "blue" };

frappe.listview_settings["Trace Gap"] = {
	hide_name_column: true,
	add_fields: ["severity", "status", "message"],
	filters: [["status", "=", "Open"]],
	get_indicator(doc) {
		const color = doc.status === "Open" ? GAP_COLORS[doc.severity] : "gray";
		return [__(doc.status), color, `status,=,${doc.status}`];
	},
	formatters: {
		code: (value) => __(frappe.unscrub(value)),
		severity: (value) =>
			`<span class="indicator-pill ${GAP_COLORS[value]}">${__(frappe.unscrub(value))}</span>`,
	},
};
