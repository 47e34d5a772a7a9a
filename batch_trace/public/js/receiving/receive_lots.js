// The button "Receive Lots" on drafts that receive goods: one line a lot of the supplier, however many there are in a row.
import { text, quantity } from "../shared/html";
import { once, run_in } from "../shared/once";
import { certificate_column } from "./certificate_column";
import { lots_table } from "./lots_table";

const API = "batch_trace.api.receiving";
const RECEIVES = {
	"Purchase Receipt": ({ is_return }) => !is_return,
	"Purchase Invoice": ({ is_return, update_stock }) => update_stock && !is_return,
	"Subcontracting Receipt": ({ is_return }) => !is_return,
	"Stock Entry": ({ purpose }) => purpose === "Material Receipt",
};
const FEW = 5; // so many batch numbers fit into a message
const COLUMNS = () => [
	{ field: "supplier_batch", label: __("Supplier Batch") },
	{ field: "quantity", label: __("Quantity"), type: "number", is_required: true },
	{ field: "expiry_date", label: __("Expiry Date"), type: "date" },
	{ field: "manufacturing_date", label: __("Manufacturing Date"), type: "date" },
	{ field: "batch", label: __("Our Batch") },
	{ field: "packages", label: __("Packages"), type: "number" },
	{ field: "country_of_origin", label: __("Country of Origin") },
	{ field: "traceability_lot_code", label: __("Lot Code") },
	{ field: "traceability_lot_code_source", label: __("Lot Code Source") },
];

for (const doctype of Object.keys(RECEIVES)) frappe.ui.form.on(doctype, { refresh });

function refresh(frm) {
	if (frm.doc.docstatus !== 0 || !RECEIVES[frm.doctype](frm.doc) || !frm.has_perm("write")) return;
	frm.add_custom_button(__("Receive Lots"), once(() => receive(frm)));
}

async function receive(frm) {
	if (frm.is_new() || frm.is_dirty()) await frm.save();
	const [rows, countries] = await Promise.all([
		frappe.xcall(`${API}.open_rows`, { doctype: frm.doctype, name: frm.docname }),
		frappe.db.get_list("Country", { limit: 500, order_by: "name" }),
	]);
	if (!rows.length)
		return frappe.msgprint(__("No row of this document has an item with batches. Add the item first."));
	open(frm, rows, countries.map(({ name }) => name));
}

function open(frm, given, countries) {
	let rows = given;
	const open_row = rows.find((row) => !row.lots.length) ?? rows[0];
	const dialog = new frappe.ui.Dialog({
		title: __("Receive Lots"),
		size: "extra-large",
		fields: [
			{
				fieldname: "row",
				fieldtype: "Select",
				label: __("Row"),
				options: choices(rows),
				default: open_row.row,
				hidden: rows.length === 1,
				change: () => show(find(dialog.get_value("row"))),
			},
			{ fieldname: "lots", fieldtype: "HTML" },
		],
		primary_action_label: __("Receive"),
		primary_action: async () => {
			const saved = await run_in(dialog, () => save(frm, shown, table.lots(), rows));
			if (!saved) return;
			await frm.reload_doc();
			[rows] = saved;
			dialog.set_df_property("row", "options", choices(rows));
			const next = rows.find((row) => row.is_proposed || !row.lots.length);
			if (next) dialog.set_value("row", next.row);
			else dialog.hide();
		},
	});
	let shown = null;
	let table = null;
	const find = (name) => rows.find(({ row }) => row === name) ?? open_row;
	const show = (row) => {
		if (row === shown) return;
		shown = row;
		const wrapper = dialog.get_field("lots").$wrapper[0];
		table = draw(wrapper, row, countries, frm, (others) => keep(rows, others));
		wrapper.querySelector(".batch-trace-lots-row").hidden = rows.length > 1; // the field above says the same
		table.focus();
	};
	dialog.on_page_show = () => {
		show(open_row);
		table.focus(); // Frappe has put the cursor somewhere else
	};
	dialog.onhide = () => dialog.$wrapper.remove();
	dialog.show();
}

const title = ({ idx, item_code, item_name, quantity: amount, uom }) =>
	`${idx}: ${item_code === item_name || !item_name ? item_code : `${item_code}, ${item_name}`}, ${quantity(amount, uom)}`;

const choices = (rows) => rows.map((row) => ({ value: row.row, label: title(row) }));

// Returns the rows as they are after saving, with the numbers that their batches got, and what a file proposes for rows not shown yet.
async function save(frm, { row }, lots, before) {
	const { doctype, docname: name } = frm;
	const filled = await frappe.xcall(`${API}.lots`, { doctype, name, row, lots });
	const rows = await frappe.xcall(`${API}.open_rows`, { doctype, name });
	const numbers = rows.filter((each) => filled.includes(each.row)).flatMap((each) => each.lots.map(({ batch }) => batch));
	const message = __("{0} entered: {1}", [how_many(lots), text(first_to_last([...new Set(numbers)]))]);
	frappe.show_alert({ message, indicator: "green" });
	const proposed = before.filter((each) => each.is_proposed && each.row !== row);
	return rows.map((each) => {
		const kept = proposed.find((other) => other.row === each.row);
		return kept ? { ...each, lots: kept.lots, is_proposed: true } : each;
	});
}

const how_many = ({ length }) => (length === 1 ? __("1 lot") : __("{0} lots", [length]));
const first_to_last = (names) => (names.length > FEW ? [names[0], "…", names.at(-1)] : names).join(", ");

// Keeps what a file proposes for other rows until they are shown; returns words about it.
function keep(rows, others) {
	return others.map(({ row, lots }) => {
		const other = rows.find((one) => one.row === row);
		Object.assign(other, { lots: [...other.lots, ...lots], is_proposed: true });
		return __("Row {0}, {1}: lots proposed: {2}. They are shown when you choose the row.", [
			other.idx,
			other.item_code,
			lots.length,
		]);
	});
}

function draw(wrapper, row, countries, frm, keep_others) {
	wrapper.innerHTML = `<p class="text-muted batch-trace-lots-row">${text(title(row))}</p>
		<div class="batch-trace-lots-scroll"></div>
		<div class="batch-trace-lots-foot">
			<button type="button" class="btn btn-xs btn-default batch-trace-lots-add">${text(__("Add Line"))}</button>
			<button type="button" class="btn btn-xs btn-default batch-trace-lots-read">${text(__("Read File"))}</button>
			<input type="file" hidden accept=".csv,.txt,.tsv,.xlsx,.edi,.xml,.json,.eml">
			<span class="batch-trace-lots-total"></span></div>
		<ul class="batch-trace-lots-questions"></ul>
		<p class="text-muted small batch-trace-lots-keys">${text(
			__("Paste lines from a spreadsheet into any cell. Enter: next line. Ctrl+D: as in the line above."),
		)}</p>`;
	const total = wrapper.querySelector(".batch-trace-lots-total");
	const table = lots_table(wrapper.querySelector(".batch-trace-lots-scroll"), {
		columns: columns(row, countries),
		lots: row.lots,
		on_change: (lots) => say(total, row, lots),
		aside: certificate_column(frm, row),
	});
	wrapper.querySelector(".batch-trace-lots-add").addEventListener("click", table.add);
	const picker = wrapper.querySelector("input[type=file]");
	wrapper.querySelector(".batch-trace-lots-read").addEventListener("click", () => picker.click());
	picker.addEventListener("change", async () => {
		const [file] = picker.files;
		picker.value = "";
		if (!file) return;
		const { lots, questions, others } = await read(frm, row, file);
		table.set([...table.lots(), ...lots]);
		tell(wrapper.querySelector(".batch-trace-lots-questions"), [...keep_others(others), ...questions]);
	});
	return table;
}

async function read(frm, { row }, file) {
	const content = await base64(file);
	const args = { doctype: frm.doctype, name: frm.docname, row, content, filename: file.name };
	const { message } = await frappe.call({ method: `${API}.read_file`, args, type: "POST", freeze: true });
	return message;
}

function base64(file) {
	return new Promise((resolve, reject) => {
		const reader = new FileReader();
		reader.onload = () => resolve(reader.result.split(",").at(-1));
		reader.onerror = reject;
		reader.readAsDataURL(file);
	});
}

// What somebody has to look at is listed and not filled in.
function tell(list, lines) {
	list.innerHTML = lines.map((line) => `<li>${text(line)}</li>`).join("");
}

function columns({ required, is_numbered }, countries) {
	const more = {
		batch: is_numbered ? { placeholder: __("automatic") } : { is_required: true },
		country_of_origin: { options: countries },
	};
	return COLUMNS().map((column) => ({
		...column,
		is_required: column.is_required || required.includes(column.field),
		...more[column.field],
	}));
}

function say(total, { quantity: in_row, uom }, lots) {
	if (!lots.length) {
		total.textContent = __("The row says {0}.", [words(in_row, uom)]);
		return;
	}
	const sum = lots.reduce((sum, lot) => sum + flt(lot.quantity), 0);
	const said = `${how_many(lots)}, ${words(sum, uom)}.`;
	const is_same = Math.abs(sum - in_row) < 1e-6;
	total.textContent = is_same
		? said
		: `${said} ${__("The row says {0} now and becomes {1}.", [words(in_row, uom), words(sum, uom)])}`;
}

const words = (amount, uom) => `${format_number(amount, null, 3).replace(/\D0+$/, "")} ${__(uom)}`;
