frappe.ui.form.on("Batch Control Policy", {
	refresh(frm) {
		if (frm.is_new()) return;
		if (frappe.model.can_create(frm.doctype)) {
			frm.add_custom_button(__("Copy"), batch_trace.once(() => copy(frm)));
		}
		if (frappe.model.can_write("Item")) {
			frm.add_custom_button(__("Apply to Items"), batch_trace.once(() => choose_items(frm)));
		}
	},
});

async function copy(frm) {
	const made = await batch_trace.ask({
		title: __("Copy {0}", [frappe.utils.escape_html(frm.doc.name)]),
		primary_action_label: __("Copy"),
		fields: [{ fieldname: "new_name", fieldtype: "Data", label: __("Name of the New Policy"), reqd: 1 }],
		act: ({ new_name }) =>
			frappe.xcall("batch_trace.api.policies.copy", { policy: frm.doc.name, new_name }),
	});
	if (made) frappe.set_route("Form", frm.doctype, made);
}

async function choose_items(frm) {
	const several = (fieldname, doctype, label, filters) => ({
		fieldname,
		label,
		fieldtype: "MultiSelectPills",
		get_data: (txt) => frappe.db.get_link_options(doctype, txt, filters),
	});
	const fields = [several("items", "Item", __("Items"), { is_stock_item: 1 })];
	if (frappe.model.can_write("Item Group")) {
		fields.push({
			...several("item_groups", "Item Group", __("Item Groups")),
			description: __("Includes all items and groups below that have no policy of their own"),
		});
	}
	const changed = await batch_trace.ask({
		title: __("Put under {0}", [frappe.utils.escape_html(frm.doc.name)]),
		fields,
		primary_action_label: __("Apply"),
		act: ({ items = [], item_groups = [] }) =>
			frappe.xcall("batch_trace.api.policies.apply_to", { policy: frm.doc.name, items, item_groups }),
	});
	if (!changed) return;
	const words = __("{0} items and {1} item groups changed", [changed.items, changed.item_groups]);
	frappe.show_alert({ message: words, indicator: "green" });
	frm.reload_doc();
}
