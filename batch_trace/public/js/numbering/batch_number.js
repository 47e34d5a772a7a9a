// A new Batch of an item with a numbering rule needs no number: the form says which one it gets.
frappe.ui.form.on("Batch", { refresh: propose, item: propose });

async function propose(frm) {
	if (!frm.is_new() || !frm.doc.item) return;
	const item = frm.doc.item;
	const number = await next_number(item);
	if (frm.doc.item !== item || !frm.is_new()) return;
	const has_rule = number !== null;
	frm.toggle_reqd("batch_id", !has_rule);
	const words = number
		? __("Leave it empty for the next number by rule: {0}", [frappe.utils.escape_html(number)])
		: __("Leave it empty for the next number by rule");
	frm.set_df_property("batch_id", "description", has_rule ? words : "");
}

// The next number, null without a rule, "" if more has to be known of the batch; what is missing is told on saving.
function next_number(item_code) {
	const args = { item_code };
	return frappe
		.call({ method: "batch_trace.api.numbering.preview", args, silent: true })
		.then(({ message }) => message ?? null)
		.catch(() => "");
}
