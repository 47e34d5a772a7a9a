const ENTRY_FIELDS = [
	"direction",
	"batch",
	"batch_no",
	"serial_no",
	"item_code",
	"qty",
	"uom",
	"warehouse",
	"supplier_batch",
];

frappe.ui.form.on("Trace Event", {
	async refresh(frm) {
		frm.disable_save();
		frm.page.clear_menu();
		const { event_type, voucher_type, voucher_no, reverses } = frm.doc;
		frm.page.set_title(`${__(event_type)} ${voucher_no}`);
		frm.toggle_display("reverses", reverses);
		frm.add_custom_button(__("Open Voucher"), () => frappe.set_route("Form", voucher_type, voucher_no));
		frm.add_custom_button(__("Movements"), () =>
			frappe.set_route("query-report", "Batch Movements", { voucher_no }),
		);
		show_entries(frm, await read_entries(frm));
	},
});

function read_entries(frm) {
	return frappe.db.get_list("Trace Entry", {
		filters: { event: frm.doc.name },
		fields: ENTRY_FIELDS,
		order_by: "name asc",
		limit: 500,
	});
}

function show_entries(frm, entries) {
	const head = [
		__("Direction"),
		__("Batch"),
		__("Serial No"),
		__("Item"),
		__("Quantity"),
		__("Warehouse"),
		__("Supplier Batch"),
	];
	const cells = (entry) => [
		__(entry.direction),
		entry.batch ? frappe.utils.get_form_link("Batch", entry.batch, true) : text(entry.batch_no),
		text(entry.serial_no),
		text(entry.item_code),
		`${frappe.format(entry.qty, { fieldtype: "Float" }, { inline: true })} ${text(entry.uom)}`,
		text(entry.warehouse),
		text(entry.supplier_batch),
	];
	const row = (tag, values) => `<tr>${values.map((value) => `<${tag}>${value}</${tag}>`).join("")}</tr>`;
	frm.dashboard.add_section(
		`<div class="table-responsive"><table class="table table-sm mb-0">
			<thead>${row("th", head)}</thead>
			<tbody>${entries.map((entry) => row("td", cells(entry))).join("")}</tbody>
		</table></div>`,
		__("Entries"),
	);
	frm.dashboard.show();
}

function text(value) {
	return frappe.utils.escape_html(value || "");
}
