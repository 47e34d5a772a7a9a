frappe.query_reports["Waiting for QA"] = {
	filters: [
		...batch_trace.stock_filters(),
		{
			fieldname: "supplier",
			label: __("Supplier"),
			fieldtype: "Link",
			options: "Supplier",
			only_select: true,
		},
		{
			fieldname: "status",
			label: __("Status"),
			fieldtype: "Select",
			options: ["", "Quarantine", "Under Test"],
		},
		{ fieldname: "hours", label: __("At Least (Hours)"), fieldtype: "Int" },
		{
			fieldname: "group_by",
			label: __("Group By"),
			fieldtype: "Select",
			options: ["", "Item", "Supplier"],
		},
	],
	formatter: batch_trace.format_stock_cell,
};
