// The format of report cells: numbers without trailing zeros, colour for what needs attention.
import { text } from "../shared/html";

frappe.provide("batch_trace");

const TEXTS = [undefined, "", "Data", "Small Text", "Text", "Long Text"];

batch_trace.format_cell = (value, row, column, data, format) => {
	if (is_null(value) || value === "") return "";
	if (TEXTS.includes(column.fieldtype)) return text(value); // Frappe's own format takes text for HTML
	if (column.fieldtype !== "Float") return format(value, row, column, data);
	return frappe.format(value, { fieldtype: "Float" });
};

batch_trace.format_movement_cell = (value, row, column, data, format) => {
	const cell = batch_trace.format_cell(value, row, column, data, format);
	if (column.fieldname === "qty" && value < 0) return `<span class="text-danger">${cell}</span>`;
	if (column.fieldname === "state" && data?.reversed_by) return `<span class="text-muted">${cell}</span>`;
	return cell;
};

batch_trace.format_balance_cell = (value, row, column, data, format) => {
	const cell = batch_trace.format_cell(value, row, column, data, format);
	if (column.fieldtype !== "Float") return cell;
	if (column.fieldname === "unexplained" && value) return `<b class="text-danger">${cell}</b>`;
	return value || column.fieldname === "unexplained" ? cell : `<div class="text-right text-muted">–</div>`;
};

// For reports whose cells are sentences: rows high enough for two lines.
batch_trace.two_line_rows = (options) => Object.assign(options, { cellHeight: 54 });

batch_trace.wrap_cell = (html) => `<div style="white-space: normal; line-height: 1.35">${html}</div>`;
