// Delivery Notes and Sales Invoices: what policies ask for before goods leave is marked, and a proof of delivery is
// entered afterwards.
import { ask } from "../shared/ask";
import { text } from "../shared/html";
import { once } from "../shared/once";

frappe.provide("batch_trace");

const API = "batch_trace.api.dispatch";
const FACTS = {
	"Delivery Note": ["vehicle_no", "driver_name"],
	"Sales Invoice": ["dispatch_vehicle_no", "dispatch_driver"],
};
const OURS = ["dispatch_seals", "dispatch_temperature", "dispatch_consignee"];
const SHIPS = {
	"Delivery Note": ({ is_return }) => !is_return,
	"Sales Invoice": ({ is_return, update_stock, is_created_using_pos }) =>
		update_stock && !is_return && !is_created_using_pos,
};
const SECTION = { "Delivery Note": "transporter_info" };

for (const doctype of Object.keys(FACTS)) {
	frappe.ui.form.on(doctype, {
		refresh(frm) {
			mark(frm);
			if (frm.doc.docstatus === 1 && SHIPS[doctype](frm.doc) && frm.has_perm("write"))
				frm.add_custom_button(__("Proof of Delivery"), once(() => prove(frm)), __("Create"));
		},
		update_stock: mark,
	});
	frappe.ui.form.on(`${doctype} Item`, { item_code: mark, items_remove: mark });
}

// The server's words below each field that a policy asks for, and a star at its label. A draft can be saved without.
async function mark(frm) {
	const items = [...new Set((frm.doc.items || []).map(({ item_code }) => item_code).filter(Boolean))].sort();
	const is_open = frm.doc.docstatus === 0 && SHIPS[frm.doctype](frm.doc) && items.length;
	const key = JSON.stringify([frm.docname, is_open ? items : []]);
	if (frm.batch_trace_asked_for !== key) {
		frm.batch_trace_asked_for = key;
		frm.batch_trace_asked = is_open
			? await frappe.xcall(`${API}.asked`, { doctype: frm.doctype, items })
			: {};
	}
	if (frm.batch_trace_asked_for === key) show(frm, frm.batch_trace_asked || {});
}

function show(frm, asked) {
	for (const field of [...FACTS[frm.doctype], ...OURS]) {
		const control = frm.get_field(field);
		if (!control?.$wrapper) continue;
		control.$wrapper.find(".batch-trace-asked").remove();
		control.$wrapper.toggleClass("batch-trace-is-asked", field in asked);
		if (!(field in asked)) continue;
		control.$wrapper.append(
			`<p class="batch-trace-asked help-box small text-muted">${text(asked[field])}</p>`,
		);
	}
	const section = frm.get_field(SECTION[frm.doctype]);
	if (!section || !FACTS[frm.doctype].some((field) => field in asked)) return;
	section.df.collapsible = 0; // or else Frappe closes it again, without a transporter
	section.collapse(false);
}

async function prove(frm) {
	const kept = await ask({
		title: __("Proof of Delivery"),
		primary_action_label: __("Keep"),
		fields: [
			{
				fieldname: "delivered_at",
				fieldtype: "Datetime",
				label: __("Received On"),
				reqd: 1,
				default: frappe.datetime.now_datetime(),
			},
			{ fieldname: "received_by", fieldtype: "Data", label: __("Received By"), reqd: 1 },
			{
				fieldname: "arrival_temperature",
				fieldtype: "Data",
				label: __("Temperature on Arrival"),
				description: __("With its unit, such as 4.5 °C or 39 °F"),
			},
			{
				fieldname: "remarks",
				fieldtype: "Small Text",
				label: __("Remarks"),
				description: __("Such as damage or shortage"),
			},
			{ fieldname: "file", fieldtype: "Attach", label: __("Signed Document") },
		],
		act: (values) =>
			frappe.xcall(`${API}.proof_of_delivery`, { doctype: frm.doctype, name: frm.docname, ...values }),
	});
	if (!kept) return;
	const words = __("The proof of delivery is kept as Dispatch Record {0}", [text(kept)]);
	frappe.show_alert({ message: words, indicator: "green" });
	frm.reload_doc();
}

// The button of the message on the draft of a return: the rows that it names go to the warehouse for returns.
batch_trace.receive_return_into = once(async ({ doctype, name, warehouse, rows }) => {
	frappe.hide_msgprint();
	const frm = cur_frm; // eslint-disable-line no-undef
	if (frm?.doctype !== doctype || frm.docname !== name) {
		await frappe.set_route("Form", doctype, name);
		return;
	}
	for (const row of frm.doc.items.filter((each) => rows.includes(each.name)))
		await frappe.model.set_value(row.doctype, row.name, "warehouse", warehouse);
	await frm.save();
});
