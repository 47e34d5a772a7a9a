// On the Item form: how much of it is in stock with each status, leading to those batches.
import { quantity, text } from "../shared/html";

frappe.ui.form.on("Item", {
	async refresh(frm) {
		remove(frm);
		if (frm.is_new() || !frm.doc.has_batch_no) return;
		const item = frm.doc.name;
		const rows = await frappe.xcall("batch_trace.api.items.stock_by_status", { item });
		if (frm.doc.name === item && rows.some((row) => row.status)) show(frm, rows);
	},
});

function remove(frm) {
	frm.dashboard.parent?.find(".batch-trace-stock").closest(".form-dashboard-section").remove();
}

function show(frm, rows) {
	remove(frm);
	const order = Object.keys(batch_trace.status_colors);
	rows.sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
	const section = frm.dashboard.add_section(
		`<div class="batch-trace-stock batch-trace-tiles">${rows
			.map((row) => tile(frm, row))
			.join("")}</div>`,
		__("Batches in Stock by Status"),
	);
	section.on("click", "[data-status]", (event) => {
		const status = event.currentTarget.dataset.status;
		const effective_status = status || ["is", "not set"];
		frappe.set_route("List", "Batch", { item: frm.doc.name, effective_status, batch_qty: [">", 0] });
	});
	frm.dashboard.show();
}

function tile(frm, row) {
	const count = row.batches === 1 ? __("1 batch") : __("{0} batches", [row.batches]);
	return `<button class="batch-trace-tile" data-status="${text(row.status)}">
		${batch_trace.status_pill(row.status)}
		<b>${quantity(row.quantity, frm.doc.stock_uom)}</b>
		<span class="text-muted">${count}</span>
	</button>`;
}
