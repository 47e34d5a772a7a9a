const GAP_COLORS = { error: "red", warning: "orange", info: "blue" };

frappe.listview_settings["Trace Gap"] = {
	hide_name_column: true,
	add_fields: ["severity", "status", "message"],
	filters: [["status", "=", "Open"]],
	onload(list) {
		batch_trace.show_as_text(list);
		if (!batch_trace.may_repair()) return;
		const repair = async (gaps) => {
			await batch_trace.load_forms();
			batch_trace.repair_gaps(gaps, () => list.refresh());
		};
		list.page.add_actions_menu_item(__("Repair"), () => repair(list.get_checked_items(true)), false);
		list.page.add_inner_button(__("Repair All"), () =>
			frappe.confirm(__("Repair every gap that can be repaired?"), () => repair(null)),
		);
	},
	get_indicator(doc) {
		const color = doc.status === "Open" ? GAP_COLORS[doc.severity] : "gray";
		return [__(doc.status), color, `status,=,${doc.status}`];
	},
	formatters: {
		code: (value) => batch_trace.gap_title(value),
		severity: (value) =>
			`<span class="indicator-pill ${GAP_COLORS[value]}">${batch_trace.severity_title(value)}</span>`,
	},
};
