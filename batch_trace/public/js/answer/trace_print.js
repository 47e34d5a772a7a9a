// The cells of a printed trace: fewer and wider than on the screen, each with its unit.
import { text } from "../shared/html";

frappe.provide("batch_trace");

const COLUMNS = 9;

batch_trace.print_cells = (row) => {
	const is_whole_line = ["Heading", "Gap"].includes(row.kind);
	return {
		css: row.kind === "Heading" ? "heading" : "",
		span: is_whole_line ? COLUMNS : 1,
		what: what(row),
		item: text(row.item_name || row.item_code),
		quantity: quantity(row),
		share: is_null(row.share) ? "" : `${format_number(row.share, null, 2)} %`,
		on_hand: row.on_hand ? measure(row.on_hand, row.uom) : "",
		status: [__(text(row.status)), date(row.expiry_date)].filter(Boolean).join(", "),
		voucher: text(row.voucher_no),
		date: date(row.posting_datetime),
		details: details(row),
	};
};

// What was traced, and how: a print without its filters must say so, too.
batch_trace.printed_start = (filters) =>
	[
		`${__(filters.start_type)} ${text(filters.supplier_batch || filters.start)}`,
		text(filters.supplier),
		__(filters.direction),
		filters.as_of && `${__("As Of")} ${frappe.datetime.str_to_user(filters.as_of)}`,
		filters.max_depth && `${__("Max Depth")} ${filters.max_depth}`,
		cint(filters.ignore_time) && __("Ignore Time"),
	]
		.filter(Boolean)
		.join(" · ");

function what(row) {
	const words = text(row.what);
	if (row.kind === "Heading" || row.indent === 0) return `<b>${words}</b>`;
	if (row.kind === "Gap")
		return [`<b>${__(frappe.unscrub(row.status))}</b>`, words, text(row.voucher_no)].join(" ");
	const named = ["Supplier", "Customer", "Stock"].includes(row.kind);
	return named ? `${__(row.kind)}: ${words}` : words;
}

function quantity(row) {
	const own = is_null(row.quantity) ? "" : measure(row.quantity, row.uom);
	return row.returned ? `${own}<br>${__("returned")} ${measure(row.returned, row.uom)}` : own;
}

function details(row) {
	const consumed = row.consumed ? `${__("consumed")} ${measure(row.consumed, row.consumed_uom)}` : "";
	const doubt = row.confidence && row.confidence !== "recorded" ? __(row.confidence) : "";
	return [text(row.details), consumed, doubt].filter(Boolean).join("; ");
}

function measure(value, uom) {
	return `${frappe.format(value, { fieldtype: "Float" }, { inline: true })} ${text(uom)}`;
}

function date(value) {
	return value ? frappe.datetime.str_to_user(value.slice(0, 10)) : "";
}
