frappe.ui.form.on("Batch Reservation", {
	setup(frm) {
		frm.set_query("reference", () => ({ filters: open_filters(frm) }));
		frm.set_query("item_code", () => ({ filters: { has_batch_no: 1 } }));
		frm.set_query("warehouse", "batches", () => ({ filters: { is_group: 0, company: frm.doc.company } }));
		frm.set_query("batch", "batches", (doc, cdt, cdn) => {
			batch_trace.describe_batches(cdt, cdn, "batch");
			return {
				query: "batch_trace.api.pickers.batches",
				filters: {
					item_code: doc.item_code,
					warehouse: locals[cdt][cdn].warehouse,
					batch_trace: { voucher_type: "Batch Reservation" },
				},
			};
		});
	},
	refresh(frm) {
		const { docstatus, status } = frm.doc;
		frm.page.set_indicator(__(status || "Draft"), batch_trace.reservation_colors[status] || "gray");
		if (docstatus === 0) show_draft(frm);
		if (docstatus === 1 && !frm.doc.released_on && frappe.model.can_submit(frm.doctype))
			frm.add_custom_button(__("Release"), batch_trace.once(() => release(frm))).addClass("btn-primary");
		if (docstatus === 1) show_uses(frm);
	},
	reserved_for: (frm) => frm.set_value("reference", null),
	item_code(frm) {
		frm.clear_table("batches");
		frm.refresh_field("batches");
	},
});

const OPEN = {
	"Sales Order": { docstatus: 1, status: ["not in", ["To Bill", "Completed", "Closed", "Cancelled"]] },
	"Work Order": { docstatus: 1, status: ["not in", ["Completed", "Stopped", "Closed", "Cancelled"]] },
	Project: { status: ["not in", ["Completed", "Cancelled"]] },
	Customer: { disabled: 0 },
};

function open_filters({ doc }) {
	const filters = { ...OPEN[doc.reserved_for] };
	return doc.reserved_for === "Customer" ? filters : { ...filters, company: doc.company };
}

function show_draft(frm) {
	frm.add_custom_button(__("Propose Batches"), () => ask(frm));
	const proposed = batch_trace.proposed_reservation;
	batch_trace.proposed_reservation = null;
	if (proposed && proposed.item_code === frm.doc.item_code) ask(frm, proposed);
}

function ask(frm, { warehouse, qty } = {}) {
	if (!frm.doc.item_code) return frappe.msgprint(__("Choose the item first."));
	const fields = [
		{
			fieldname: "warehouse",
			fieldtype: "Link",
			options: "Warehouse",
			label: __("Warehouse"),
			description: __("A group includes all warehouses below it"),
			get_query: () => ({ filters: { company: frm.doc.company } }),
			default: warehouse,
			reqd: 1,
		},
		{
			fieldname: "qty",
			fieldtype: "Float",
			label: __("Quantity ({0})", [frm.doc.stock_uom || __("in the stock UOM")]),
			default: qty,
			reqd: 1,
		},
	];
	const title = __("Propose Batches");
	frappe.prompt(fields, (values) => propose(frm, values), title, __("Propose"));
}

async function propose(frm, { warehouse, qty }) {
	const { item_code, reserved_for, reference, valid_until } = frm.doc;
	const found = await frappe.xcall("batch_trace.api.fefo.allocate", {
		item_code,
		warehouse,
		qty,
		on_date: valid_until || null,
		customer: await customer_of(reserved_for, reference),
		work_order: reserved_for === "Work Order" ? reference : null,
	});
	frm.clear_table("batches");
	for (const { batch, warehouse, qty, expiry_date } of found.picks)
		frm.add_child("batches", { batch, warehouse, qty, expiry_date });
	frm.refresh_field("batches");
	frm.dirty();
	if (found.shortage > 0) frappe.msgprint(shortage(found), __("Not enough is free"));
}

async function customer_of(reserved_for, reference) {
	if (reserved_for === "Customer") return reference;
	if (!reference || !["Sales Order", "Project"].includes(reserved_for)) return null;
	const { message } = await frappe.db.get_value(reserved_for, reference, "customer");
	return message.customer || null;
}

function shortage({ shortage, skipped }) {
	const reasons = skipped.map((one) => `<li>${frappe.utils.escape_html(one.batch)}: ${one.reason}</li>`);
	const words = __("{0} are missing. Reserve less, or choose another warehouse.", [
		format_number(shortage),
	]);
	return reasons.length ? `${words}<br>${__("Passed over:")}<ul>${reasons.join("")}</ul>` : words;
}

async function release(frm) {
	const reservation = frm.doc.name;
	const released = await batch_trace.ask({
		title: __("Release {0}", [reservation]),
		primary_action_label: __("Release"),
		fields: [{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 }],
		act: async ({ reason }) => {
			await frappe.xcall("batch_trace.api.reservations.release", { reservation, reason });
			return true;
		},
	});
	if (released) frm.reload_doc();
}

async function show_uses(frm) {
	const { name } = frm.doc;
	const uses = await frappe.db.get_list("Batch Reservation Use", {
		filters: { reservation: name },
		fields: ["voucher_type", "voucher_no", "batch", "used"],
		order_by: "name",
		limit: 50,
	});
	if (frm.doc.name !== name) return;
	frm.dashboard.clear_headline();
	const net = new Map();
	for (const { voucher_type, voucher_no, used } of uses) {
		const link = frappe.utils.get_form_link(
			voucher_type,
			voucher_no,
			true,
			frappe.utils.escape_html(voucher_no),
		);
		net.set(link, (net.get(link) || 0) + used);
	}
	const taken = [...net].filter(([, used]) => used > 1e-9);
	if (!taken.length) return;
	const words = taken.map(([link, used]) => `${link} (${format_number(used)})`).join(", ");
	frm.dashboard.set_headline(__("Used by {0}.", [words]), "blue");
}
