frappe.query_reports["Expiry Forecast"] = {
	filters: [
		...batch_trace.stock_filters(),
		batch_trace.days_filter("within", (days) => __("Expires within {0} days", [days]), 90),
		batch_trace.days_filter("rate_over", (days) => __("Used as in the last {0} days", [days]), 90),
		{
			fieldname: "proposal",
			label: __("Proposal"),
			fieldtype: "Select",
			options: ["", "Use", "Transfer", "Discount", "Return", "Decide", "Destroy", "None"],
		},
		{ fieldname: "only_expiring", label: __("Only What Will Expire"), fieldtype: "Check" },
	],
	get_datatable_options: batch_trace.two_line_rows,
	formatter(value, row, column, data, format) {
		if (column.fieldname === "reason")
			return batch_trace.wrap_cell(frappe.utils.escape_html(value || ""));
		return batch_trace.format_stock_cell(value, row, column, data, format);
	},
};
