frappe.query_reports["Batch Stock"] = {
	tree: true,
	name_field: "batch",
	parent_field: "",
	initial_depth: 0,
	filters: [
		...batch_trace.stock_filters(),
		{
			fieldname: "status",
			label: __("Status"),
			fieldtype: "Select",
			options: ["", ...Object.keys(batch_trace.status_colors)],
		},
		{ fieldname: "expires_within", label: __("Expires Within (Days)"), fieldtype: "Int" },
		{
			fieldname: "group_by",
			label: __("Group By"),
			fieldtype: "Select",
			options: ["", "Status", "Warehouse", "Item", "Item Group"],
		},
		{ fieldname: "with_zero", label: __("With Zero Stock"), fieldtype: "Check" },
	],
	formatter: batch_trace.format_stock_cell,
};
