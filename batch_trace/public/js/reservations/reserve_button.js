// The button "Reserve > Batches" on the forms of open orders.
import { once } from "../shared/once";

frappe.provide("batch_trace");

const CLOSED = ["To Bill", "Completed", "Closed", "Stopped", "Cancelled"];
const ITEMS = {
	"Sales Order": (frm) =>
		(frm.doc.items || []).map((row) => ({
			item_code: row.item_code,
			warehouse: row.warehouse,
			qty: row.stock_qty - row.delivered_qty * row.conversion_factor,
		})),
	"Work Order": (frm) =>
		(frm.doc.required_items || []).map((row) => ({
			item_code: row.item_code,
			warehouse: row.source_warehouse,
			qty: row.required_qty - row.transferred_qty,
		})),
};

for (const doctype of Object.keys(ITEMS)) frappe.ui.form.on(doctype, { refresh: add_button });

function add_button(frm) {
	const is_open = frm.doc.docstatus === 1 && !CLOSED.includes(frm.doc.status);
	if (!is_open || !frappe.model.can_create("Batch Reservation")) return;
	frm.add_custom_button(__("Batches"), once(() => reserve(frm)), __("Reserve"));
}

async function reserve(frm) {
	const wanted = ITEMS[frm.doctype](frm).filter((row) => row.qty > 0);
	const batched = await items_with_batches(wanted.map((row) => row.item_code));
	const rows = wanted.filter((row) => batched.includes(row.item_code));
	if (!rows.length)
		return frappe.msgprint(__("No item with an open quantity has batches. There is nothing to reserve."));
	if (rows.length === 1) return make(frm, rows[0]);
	const options = rows.map((row) => row.item_code);
	const field = { fieldname: "item_code", fieldtype: "Select", label: __("Item"), options, reqd: 1 };
	const chosen = ({ item_code }) =>
		make(
			frm,
			rows.find((row) => row.item_code === item_code),
		);
	frappe.prompt({ ...field, default: options[0] }, chosen, __("Reserve Batches"), __("Next"));
}

async function items_with_batches(items) {
	if (!items.length) return [];
	const filters = { name: ["in", items], has_batch_no: 1 };
	const found = await frappe.db.get_list("Item", { filters, fields: ["name"], limit: items.length });
	return found.map((row) => row.name);
}

function make(frm, { item_code, warehouse, qty }) {
	batch_trace.proposed_reservation = { item_code, warehouse, qty };
	frappe.new_doc("Batch Reservation", {
		company: frm.doc.company,
		reserved_for: frm.doctype,
		reference: frm.doc.name,
		item_code,
	});
}
