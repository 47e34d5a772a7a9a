frappe.ui.form.on("Batch Hold", {
	setup(frm) {
		frm.set_query("warehouse", "batches", () => ({ filters: { is_group: 0 } }));
	},
	refresh(frm) {
		frm.page.clear_secondary_action();
		frm.page.set_indicator(__(frm.doc.status || "Draft"), COLORS[frm.doc.status] || "gray");
		$(frm.wrapper).find(".batch-trace-preview").remove();
		if (frm.doc.docstatus === 0) return show_draft(frm);
		show_standing(frm);
		batch_trace.show_signatures(frm);
	},
	include_descendants: preview,
});

frappe.ui.form.on("Batch Hold Batch", { batch: preview, warehouse: preview, batches_remove: preview });

const TRACED = 10;
const COLORS = { Draft: "gray", "In Force": "red", Released: "green" };

function show_draft(frm) {
	frm.add_custom_button(__("Add Batches"), () => ask_for_batches(frm));
	frm.batch_trace_preview = below_batches(frm);
	preview(frm);
}

function below_batches(frm) {
	return $('<div class="batch-trace-preview"></div>').insertAfter(frm.fields_dict.batches.wrapper).get(0);
}

function add_trace_buttons(frm) {
	if (!frappe.boot.user.all_reports["Batch Trace"]) return;
	const batches = [...new Set(frm.doc.batches.map((row) => row.batch))].slice(0, TRACED);
	for (const batch of batches) {
		const open = () => batch_trace.open_trace("Batch", batch, "Both");
		if (batches.length === 1) frm.add_custom_button(__("Trace"), open);
		else frm.add_custom_button(batch, open, __("Trace"));
	}
}

function preview(frm) {
	const rows = (frm.doc.batches || []).filter((row) => row.batch);
	if (!frm.batch_trace_preview) return;
	$(frm.batch_trace_preview).toggle(Boolean(rows.length));
	if (!rows.length) return;
	const warehouses = new Set(rows.map((row) => row.warehouse || ""));
	batch_trace.show_consequences(frm.batch_trace_preview, {
		batches: rows.map((row) => row.batch),
		include_descendants: frm.doc.include_descendants,
		warehouse: warehouses.size === 1 ? [...warehouses][0] || null : null,
	});
}

async function show_standing(frm) {
	const { status, name } = frm.doc;
	add_trace_buttons(frm);
	if (status === "In Force") batch_trace.show_consequences(below_batches(frm), { hold: name });
	if (status === "In Force" && batch_trace.may_release()) {
		const release = async () => (await batch_trace.release_hold(name)) && frm.reload_doc();
		frm.add_custom_button(__("Release"), release).addClass("btn-primary");
	}
	const caused = await frappe.db.get_list(frm.doctype, {
		filters: { caused_by: name },
		fields: ["name", "status"],
		limit: 20,
	});
	if (frm.doc.name !== name || frm.doc.status !== status) return;
	frm.dashboard.clear_headline();
	frm.dashboard.set_headline(headline(frm.doc, caused), COLORS[status]);
}

function headline({ status, owner, placed_on, caused_by }, caused) {
	const who = frappe.utils.escape_html(frappe.user.full_name(owner)).bold();
	const days = frappe.datetime.get_diff(frappe.datetime.now_date(), placed_on);
	const words = [__("Placed by {0} on {1}.", [who, frappe.datetime.str_to_user(placed_on)])];
	if (status === "In Force" && days > 0)
		words.push(days === 1 ? __("1 day old.") : __("{0} days old.", [days]));
	if (caused_by) words.push(__("Caused by {0}.", [link(caused_by)]));
	if (caused.length) {
		const holds = caused.map((hold) => `${link(hold.name)} (${__(hold.status)})`);
		words.push(__("It caused {0}.", [holds.join(", ")]));
	}
	return words.join(" ");
}

function link(hold) {
	return frappe.utils.get_form_link("Batch Hold", hold, true, frappe.utils.escape_html(hold));
}

function ask_for_batches(frm) {
	const fields = [
		{ fieldname: "item", fieldtype: "Link", options: "Item", label: __("Item") },
		{
			fieldname: "warehouse",
			fieldtype: "Link",
			options: "Warehouse",
			label: __("Warehouse"),
			get_query: () => ({ filters: { is_group: 0 } }),
			description: __("Only batches in stock there are added, and they are held only there"),
		},
	];
	frappe.prompt(fields, (given) => add_batches(frm, given), __("Add Batches in Stock"), __("Add"));
}

async function add_batches(frm, { item, warehouse }) {
	if (!item && !warehouse) return frappe.msgprint(__("Choose an item, a warehouse, or both."));
	const filters = { qty: [">", 0], ...(item && { item_code: item }), ...(warehouse && { warehouse }) };
	const found = await frappe.db.get_list("Batch Balance", { filters, fields: ["batch"], limit: 500 });
	const have = new Set((frm.doc.batches || []).map((row) => `${row.batch}|${row.warehouse || ""}`));
	const wanted = [...new Set(found.map((row) => row.batch))].filter(
		(batch) => !have.has(`${batch}|${warehouse || ""}`),
	);
	frm.doc.batches = (frm.doc.batches || []).filter((row) => row.batch);
	for (const batch of wanted) Object.assign(frm.add_child("batches"), { batch, warehouse });
	frm.refresh_field("batches");
	preview(frm);
	frappe.show_alert(__("{0} batches added", [wanted.length]));
}
