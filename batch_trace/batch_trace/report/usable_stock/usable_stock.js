frappe.query_reports["Usable Stock"] = {
	filters: [
		...batch_trace.stock_filters(),
		{ fieldname: "only_short", label: __("Only What Is Short"), fieldtype: "Check" },
	],
	formatter(value, row, column, data, format) {
		const cell = batch_trace.format_stock_cell(value, row, column, data, format);
		if (column.fieldname === "shortage" && value) return `<b class="text-danger">${cell}</b>`;
		return column.fieldname === "usable" ? `<b>${cell}</b>` : cell;
	},
};
