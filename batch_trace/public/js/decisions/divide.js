// Batch Disposition: the parts of a batch that a decision divides by quantity.
import { text } from "../shared/html";

frappe.ui.form.on("Batch Disposition", {
	refresh(frm) {
		const stores = () => ({ filters: { is_group: 0, disabled: 0 } });
		frm.set_query("warehouse", "parts", stores);
		frm.set_query("target_warehouse", "parts", stores);
		show_entry(frm);
		if (frm.doc.docstatus !== 0 || frm.doc.batches?.length !== 1) return;
		frm.add_custom_button(__("Divide by Quantity"), () => fill(frm));
	},
});

frappe.ui.form.on("Batch Disposition Part", {
	qty: show_rest,
	outcome(frm, doctype, name) {
		show_rest(frm);
		propose_place(frm, doctype, name);
	},
	warehouse: propose_place,
	parts_remove: show_rest,
});

// One accepted row for each warehouse with all that is there; the user takes from it what becomes something else.
async function fill(frm) {
	const [{ batch }] = frm.doc.batches;
	if (!batch) return;
	const { warehouses } = await frappe.xcall("batch_trace.api.status.batch_status", { batch });
	if (!warehouses.length) {
		frappe.msgprint(__("Nothing of batch {0} is in stock where you may look.", [text(batch)]));
		return;
	}
	frm.clear_table("parts");
	for (const { warehouse, quantity } of warehouses)
		frm.add_child("parts", { outcome: "Accept", warehouse, qty: quantity });
	const stock = Object.fromEntries(warehouses.map((row) => [row.warehouse, row.quantity]));
	frm.batch_trace_stock = { batch, stock };
	frm.refresh_field("parts");
	frm.get_field("division_section").collapse?.(false);
	frm.scroll_to_field("parts");
	show_rest(frm);
}

// Where the policy has such goods; a warehouse that the user has entered stays.
async function propose_place(frm, doctype, name) {
	const { outcome, warehouse } = locals[doctype][name];
	const batch = frm.doc.batches?.length === 1 && frm.doc.batches[0].batch;
	if (!batch || !warehouse || !["Rework", "Reject"].includes(outcome)) return;
	const places = await frappe.xcall("batch_trace.api.status.places_of_parts", {
		batch,
		warehouses: [warehouse],
	});
	const row = locals[doctype]?.[name];
	const target = places[warehouse]?.[outcome];
	const is_same = row?.outcome === outcome && row.warehouse === warehouse;
	if (is_same && target && !row.target_warehouse && keeps(frm) !== outcome)
		frappe.model.set_value(doctype, name, "target_warehouse", target);
}

// The outcome of the parts that keep the number of the batch, and so stay where they are.
function keeps(frm) {
	const found = (frm.doc.parts || []).map(({ outcome }) => outcome);
	return ["Accept", "Rework", "Reject"].find((outcome) => found.includes(outcome));
}

// What the parts leave unsaid: QA sees it while typing, and the submission refuses it.
function show_rest(frm) {
	const { batch, stock } = frm.batch_trace_stock || {};
	if (!batch || frm.doc.batches?.[0]?.batch !== batch) return;
	const rest = { ...stock };
	for (const { warehouse, qty } of frm.doc.parts || [])
		rest[warehouse] = flt((rest[warehouse] || 0) - flt(qty), 9);
	const open = Object.entries(rest).filter(([, quantity]) => Math.abs(quantity) > 1e-6);
	const said = open.map(([place, quantity]) =>
		quantity > 0
			? __("{0}: {1} not in any part yet", [text(place), format_number(quantity)])
			: __("{0}: {1} more than is in stock", [text(place), format_number(-quantity)]),
	);
	const { wrapper } = frm.get_field("parts");
	$(wrapper).find(".batch-trace-rest").remove();
	$(wrapper).append(
		`<p class="batch-trace-rest small ${said.length ? "text-warning" : "text-muted"}">${
			said.join("<br>") || __("The parts are all that is in stock of the batch.")
		}</p>`,
	);
}

function show_entry(frm) {
	if (!frm.doc.stock_entry) return;
	frm.add_custom_button(__("Stock Entry"), () =>
		frappe.set_route("Form", "Stock Entry", frm.doc.stock_entry),
	);
}
