frappe.ui.form.on("Batch Control Policy", {
	refresh(frm) {
		if (frm.is_new()) return;
		if (frappe.model.can_create(frm.doctype)) {
			frm.add_custom_button(__("Copy"), () => copy(frm));
		}
		if (frappe.model.can_write("Item")) {
			frm.add_custom_button(__("Apply to Items"), () => choose_items(frm));
		}
	},
});

function copy(frm) {
	const field = { fieldname: "name", fieldtype: "Data", label: __("Name of the New Policy"), reqd: 1 };
	frappe.prompt(
		field,
		async ({ name }) => {
			const args = { policy: frm.doc.name, new_name: name };
			const made = await frappe.xcall("batch_trace.api.policies.copy", args);
			frappe.set_route("Form", frm.doctype, made);
		},
		__("Copy {0}", [frm.doc.name]),
		__("Copy"),
	);
}

function choose_items(frm) {
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
	const dialog = new frappe.ui.Dialog({
		title: __("Put under {0}", [frm.doc.name]),
		fields,
		primary_action_label: __("Apply"),
		primary_action: (values) => apply(frm, dialog, values),
	});
	dialog.show();
}

async function apply(frm, dialog, values) {
	const args = { policy: frm.doc.name, items: values.items || [], item_groups: values.item_groups || [] };
	const changed = await frappe.xcall("batch_trace.api.policies.apply_to", args);
	dialog.hide();
	const words = __("{0} items and {1} item groups changed", [changed.items, changed.item_groups]);
	frappe.show_alert({ message: words, indicator: "green" });
	frm.reload_doc();
}
