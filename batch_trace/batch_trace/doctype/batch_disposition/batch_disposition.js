const SIGNED = ["Released", "Conditionally Released", "Rejected"];

frappe.ui.form.on("Batch Disposition", {
	setup(frm) {
		frm.set_query("reference_name", "evidence", (doc, cdt, cdn) => evidence(doc, locals[cdt][cdn]));
	},
	refresh(frm) {
		frm.page.clear_secondary_action();
		batch_trace.show_signatures(frm);
		show_decision(frm);
		if (is_signed(frm.doc)) batch_trace.offer_signed_submit(frm, frm.doc.decision);
	},
});

// Stopping a batch is quick; letting it go, rejecting it, dividing it or a later date asks for a signature.
function is_signed(doc) {
	const extends_date = doc.batches?.some((row) => row.new_expiry_date || row.new_retest_date);
	return SIGNED.includes(doc.decision) || extends_date || Boolean(doc.parts?.length);
}

function show_decision(frm) {
	if (frm.doc.docstatus !== 1) return;
	frm.page.set_indicator(__(frm.doc.decision), batch_trace.status_colors[frm.doc.decision]);
}

// Inspections and certificates of these very batches; an inspection that names none may be of the whole delivery.
function evidence(doc, row) {
	const named = (field) => doc.batches.map((each) => each[field]).filter(Boolean);
	const batches = named("batch");
	if (row.reference_doctype === "Quality Inspection") {
		const items = named("item_code");
		const filters = { batch_no: ["in", [...batches, ""]], docstatus: 1 };
		return { filters: items.length ? { ...filters, item_code: ["in", items] } : filters };
	}
	if (row.reference_doctype === "Certificate of Analysis") {
		const items = named("item_code");
		return { filters: items.length ? { docstatus: 1, item_code: ["in", items] } : { docstatus: 1 } };
	}
	return frappe.meta.has_field(row.reference_doctype, "batch")
		? { filters: { batch: ["in", batches] } }
		: {};
}
