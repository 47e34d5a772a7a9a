const OUTCOME_COLORS = { "In Order": "green", "With Reason": "orange", "Without Reason": "red" };

frappe.query_reports["FEFO Compliance"] = {
	tree: true,
	name_field: "group",
	parent_field: "",
	initial_depth: 0,
	filters: [
		...batch_trace.stock_filters(),
		{
			fieldname: "from_date",
			label: __("From Date"),
			fieldtype: "Date",
			default: frappe.datetime.add_days(frappe.datetime.get_today(), -30),
		},
		{
			fieldname: "to_date",
			label: __("To Date"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
		},
		{ fieldname: "user", label: __("User"), fieldtype: "Link", options: "User", only_select: true },
		{
			fieldname: "group_by",
			label: __("Group By"),
			fieldtype: "Select",
			options: ["", "User", "Warehouse", "Item"],
		},
		{ fieldname: "only_broken", label: __("Only Out of Order"), fieldtype: "Check" },
	],
	formatter(value, row, column, data, format) {
		if (!data || is_null(value) || value === "") return "";
		if (column.fieldname === "group") return `<b>${frappe.utils.escape_html(value)}</b>`;
		if (column.fieldname === "outcome")
			return `<span class="indicator-pill ${OUTCOME_COLORS[value]}">${__(value)}</span>`;
		const cell = batch_trace.format_cell(value, row, column, data, format);
		return column.fieldname === "days_later" && value > 0
			? `<span class="text-danger">${cell}</span>`
			: cell;
	},
};
