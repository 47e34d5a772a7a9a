frappe.ui.form.on("Certificate of Analysis", {
	setup(frm) {
		frm.set_query("batch", ({ item_code }) => ({ filters: item_code ? { item: item_code } : {} }));
		frm.set_query("replaces", ({ supplier, item_code }) => ({
			filters: { docstatus: 1, ...(supplier && { supplier }), ...(item_code && { item_code }) },
		}));
	},
	refresh(frm) {
		frm.page.clear_secondary_action();
		batch_trace.show_signatures(frm);
		if (may_be_read(frm)) frm.add_custom_button(__("Read from File"), () => read(frm));
		if (frm.doc.decision) batch_trace.offer_signed_submit(frm, frm.doc.decision);
	},
	async batch(frm) {
		if (!frm.doc.batch) return;
		const fields = ["item", "supplier", "supplier_batch"];
		const { message: known } = await frappe.db.get_value("Batch", frm.doc.batch, fields);
		const values = { item_code: known.item, supplier: known.supplier, supplier_batch: known.supplier_batch };
		for (const [field, value] of Object.entries(values)) {
			if (value && !frm.doc[field]) await frm.set_value(field, value);
		}
	},
});

function may_be_read({ doc, perm }) {
	return doc.docstatus === 0 && !doc.__islocal && doc.sha256 && Boolean(perm[0]?.write);
}

// What is read are proposals: each row, and the fields of the heading, wait for a person's tick.
async function read(frm) {
	if (frm.is_dirty()) await frm.save();
	const { message: added } = await frappe.call({
		method: "batch_trace.api.certificates.read",
		args: { name: frm.docname },
		freeze: true,
		freeze_message: __("Reading the file"),
	});
	await frm.reload_doc();
	const words = added
		? __("{0} results were read. Compare each with the file and tick Confirmed.", [added])
		: __("No further results were read from the file.");
	frappe.show_alert({ message: words, indicator: added ? "blue" : "orange" });
}
