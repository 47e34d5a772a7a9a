// The format of the rows of a trace: links, and colours for what needs attention.
import { doc_link, text } from "../shared/html";

frappe.provide("batch_trace");

const SEVERITY_COLORS = { error: "red", warning: "orange", info: "blue" };
// A supplier is where a line begins, a customer where it ends, in the direction in which the language is written.
const [BEGINS, ENDS] = frappe.utils.is_rtl() ? ["⇥", "⇤"] : ["⇤", "⇥"];
const KIND_ICONS = { Supplier: BEGINS, Customer: ENDS, Stock: "▣", Voucher: "·" };
const BATCH_KINDS = ["Batch", "Serial No"];
const LINKED_DOCTYPES = {
	Batch: (row) => ["Batch", row.batch],
	"Serial No": (row) => ["Serial No", row.serial_no],
	Repeat: (row) => (row.batch ? ["Batch", row.batch] : ["Serial No", row.serial_no]),
	Supplier: (row) => [row.party_type || "Supplier", row.party],
	Customer: (row) => ["Customer", row.party],
	Stock: (row) => ["Warehouse", row.what],
	Voucher: (row) => [row.voucher_type, row.voucher_no],
};

batch_trace.format_tree_cell = (value, row, column, data, format) => {
	if (!data || is_null(value) || value === "") return "";
	if (column.fieldname === "what") return what_cell(data);
	if (column.fieldname === "kind") return data.kind === "Heading" ? "" : __(value);
	if (column.fieldname === "status") return status_cell(value);
	if (column.fieldname === "batch") return doc_link("Batch", value);
	if (column.fieldname === "returned" && !value) return "";
	if (column.fieldname === "confidence")
		return value === "recorded" ? __(value) : colored("orange", __(value));
	const cell = batch_trace.format_cell(value, row, column, data, format);
	return column.fieldname === "item_name" && !BATCH_KINDS.includes(data.kind) ? muted(cell) : cell;
};

function what_cell(data) {
	const words = text(data.what);
	if (data.kind === "Heading") return `<b>${words}</b>`;
	if (data.kind === "Gap") {
		// The column is too narrow for a sentence; the row shows it whole under the pointer.
		return `<span class="indicator ${SEVERITY_COLORS[data.status]}" title="${words}">${words}</span>`;
	}
	const [doctype, name] = LINKED_DOCTYPES[data.kind]?.(data) || [];
	const shown = name ? doc_link(doctype, name, words) : words;
	const has_children =
		BATCH_KINDS.includes(data.kind) || (data.kind === "Repeat" && is_null(data.consumed));
	if (has_children) return data.indent === 0 ? `<b>${shown}</b>` : shown;
	const icon = KIND_ICONS[data.kind] ? `${muted(KIND_ICONS[data.kind])} ` : "";
	return `<span class="ml-3">${icon}${shown}</span>`;
}

function status_cell(value) {
	const words = SEVERITY_COLORS[value] ? batch_trace.severity_title(value) : __(value);
	return colored(SEVERITY_COLORS[value] || "orange", words);
}

function colored(color, words) {
	return `<span class="indicator-pill no-indicator-dot ${color}">${words}</span>`;
}

function muted(words) {
	return `<span class="text-muted">${words}</span>`;
}
