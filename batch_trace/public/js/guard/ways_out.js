// The button of a refusal that moves stopped goods to quarantine: makes the drafts and opens the first one.
import { once } from "../shared/once";

frappe.provide("batch_trace");

batch_trace.set_apart = once(async ({ places, work_order }) => {
	frappe.hide_msgprint();
	const [first, ...others] = await frappe.xcall("batch_trace.api.ways_out.to_quarantine", { places, work_order });
	await frappe.set_route("Form", "Stock Entry", first);
	if (!others.length) return;
	const links = others.map((name) => frappe.utils.get_form_link("Stock Entry", name, true));
	frappe.show_alert({ message: __("Submit this one, and then {0}", [links.join(", ")]), indicator: "blue" }, 20);
});

// The button of a refused transfer of an order's material: makes the draft of its return from the order.
batch_trace.return_from_order = once(async (lot) => {
	frappe.hide_msgprint();
	const name = await frappe.xcall("batch_trace.api.ways_out.return_from_order", lot);
	await frappe.set_route("Form", "Stock Entry", name);
});

// The button of a late entry: begins the Batch Override that lets it pass.
batch_trace.late_entry = once((names) => {
	frappe.hide_msgprint();
	return frappe.new_doc("Batch Override", names);
});
