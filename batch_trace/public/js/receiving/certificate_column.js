// The last column of Receive Lots: which certificate of analysis each lot has, and a button that begins one.
import { text } from "../shared/html";
import { once } from "../shared/once";

const API = "batch_trace.api.receiving";
const DOCTYPE = "Certificate of Analysis";
const words = (state) =>
	({
		Accepted: __("Accepted"),
		Rejected: __("Rejected"),
		"To Review": __("To Review"),
		"No File": __("No File"),
	})[state];
const COLOURS = { Accepted: "green", Rejected: "red", "To Review": "orange", "No File": "orange" };

// Returns what `lots_table` shows beside the lots, or null where there is nothing to show.
export function certificate_column(frm, row) {
	if (!frm.doc.supplier || !frappe.model.can_read(DOCTYPE)) return null;
	const known = {};
	const place = { doctype: frm.doctype, name: frm.docname, row: row.row };
	let cells = [];

	const draw = () => {
		for (const { cell, lot } of cells) {
			const number = (lot.supplier_batch || "").trim();
			const html = number && number in known ? shown(known[number], row) : "";
			if (cell.dataset.shown === html) continue;
			cell.dataset.shown = html;
			cell.innerHTML = html;
			const button = cell.querySelector("button");
			if (button) button.onclick = once(() => begin(cell));
		}
	};
	const ask = frappe.utils.debounce(async () => {
		const numbers = cells.map(({ lot }) => (lot.supplier_batch || "").trim());
		const unknown = [...new Set(numbers)].filter((number) => number && !(number in known));
		if (!unknown.length) return;
		const found = await frappe.xcall(`${API}.certificates`, { ...place, supplier_batches: unknown });
		for (const number of unknown) known[number] = found[number] ?? null;
		draw();
	}, 400);
	const begin = async (cell) => {
		const { lot } = cells.find((one) => one.cell === cell);
		const certificate = await frappe.xcall(`${API}.begin_certificate`, { ...place, lot });
		known[lot.supplier_batch.trim()] = { certificate, state: "No File" };
		draw();
		window.open(frappe.utils.get_form_link(DOCTYPE, certificate), "_blank");
	};
	return {
		label: __("Certificate"),
		update(lines) {
			cells = lines;
			draw();
			ask();
		},
	};
}

function shown(found, { needs_certificate }) {
	if (found)
		return `<a class="indicator-pill ${COLOURS[found.state] ?? "gray"}" target="_blank"
			href="${frappe.utils.get_form_link(DOCTYPE, found.certificate)}">${text(words(found.state))}</a>`;
	if (!frappe.model.can_create(DOCTYPE)) return needs_certificate ? text(__("None")) : "";
	return `<button type="button" tabindex="-1" class="btn btn-xs ${needs_certificate ? "btn-warning" : "btn-default"}">${text(
		__("Add"),
	)}</button>`;
}
