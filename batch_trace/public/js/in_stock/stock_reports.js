// Filters and cell formats that the reports on batches in stock share.
import { text } from "../shared/html";

frappe.provide("batch_trace");

const PROPOSAL_COLORS = {
	Decide: "orange",
	Destroy: "red",
	Transfer: "blue",
	Discount: "yellow",
	Return: "purple",
	Use: "green",
};
const SOON = 30;

// Only filters that the user can choose from: Frappe refuses the whole report for a link that they may not read.
const can_choose = ({ options }) => frappe.model.can_read(options) || Boolean(frappe.model.can_select?.(options));

batch_trace.stock_filters = () => all_stock_filters().filter(can_choose);

const all_stock_filters = () => [
	{
		fieldname: "company",
		label: __("Company"),
		fieldtype: "Link",
		options: "Company",
		only_select: true,
		default: frappe.defaults.get_user_default("Company"),
	},
	{ fieldname: "item_code", label: __("Item"), fieldtype: "Link", options: "Item", only_select: true },
	{ fieldname: "item_group", label: __("Item Group"), fieldtype: "Link", options: "Item Group", only_select: true },
	{
		fieldname: "warehouse",
		label: __("Warehouse"),
		fieldtype: "Link",
		options: "Warehouse",
		only_select: true,
		get_query: () => {
			const company = frappe.query_report.get_filter_value("company");
			return { filters: company ? { company } : {} };
		},
	},
];

// A filter for a number of days; its choices explain themselves, because a filter with a default shows no label.
batch_trace.days_filter = (fieldname, words, fallback) => ({
	fieldname,
	label: words(fallback),
	fieldtype: "Select",
	options: [7, 30, 60, 90, 180, 365].map((days) => ({ value: String(days), label: words(days) })),
	default: String(fallback),
});

batch_trace.format_stock_cell = (value, row, column, data, format) => {
	if (!data) return "";
	if (data.group !== undefined && column.fieldname === "batch") {
		return `<b>${text(data.group)}</b> <span class="text-muted">(${data.batches})</span>`;
	}
	if (is_null(value) || value === "") return "";
	if (column.fieldname === "status") return batch_trace.status_pill(value);
	if (column.fieldname === "proposal") {
		const color = PROPOSAL_COLORS[value] || "gray";
		return `<span class="indicator-pill ${color}">${text(__(value))}</span>`;
	}
	const cell = batch_trace.format_cell(value, row, column, data, format);
	if (column.fieldname === "days_left" && value <= SOON)
		return `<div class="text-right ${value ? "text-warning" : "text-danger"}">${value}</div>`;
	if (["reserved", "expiring", "shortage"].includes(column.fieldname) && !value)
		return `<div class="text-right text-muted">–</div>`;
	return data.group !== undefined ? `<b>${cell}</b>` : cell;
};
