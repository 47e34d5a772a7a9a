// The Batch list: the effective status, or ERPNext's indicator if there is none; hold or decide on several batches.
(() => {
	const erpnext = frappe.listview_settings["Batch"] || {};
	const selected = (list) => list.get_checked_items(true);

	frappe.listview_settings["Batch"] = {
		...erpnext,
		hide_name_column: true, // the name is the Batch ID
		hide_name_filter: true,
		add_fields: [...(erpnext.add_fields || []), "effective_status"],
		get_indicator(doc) {
			const status = doc.effective_status;
			if (!status || doc.disabled) return erpnext.get_indicator?.(doc);
			return [__(status), batch_trace.status_colors[status], `effective_status,=,${status}`];
		},
		onload(list) {
			erpnext.onload?.(list);
			if (batch_trace.may_hold()) {
				list.page.add_actions_menu_item(__("Hold"), async () => {
					await batch_trace.load_forms();
					batch_trace.hold_batches(selected(list), () => list.refresh());
				});
			}
			if (batch_trace.may_decide()) {
				list.page.add_actions_menu_item(__("Decide"), async () => {
					await batch_trace.load_forms();
					batch_trace.decide(selected(list));
				});
			}
		},
	};
})();
