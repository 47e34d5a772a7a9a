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
		{
			fieldname: "attribute",
			label: __("Attribute"),
			fieldtype: "Link",
			options: "Batch Attribute",
			only_select: true,
		},
		{
			fieldname: "condition",
			label: __("Condition"),
			fieldtype: "Select",
			options: ["", "Is Known", "At Least", "At Most", "Only", "None of"],
			depends_on: "eval:doc.attribute",
		},
		{
			fieldname: "attribute_value",
			label: __("Value"),
			fieldtype: "Data",
			depends_on: "eval:doc.attribute",
		},
		{ fieldname: "with_zero", label: __("With Zero Stock"), fieldtype: "Check" },
	],
	formatter: batch_trace.format_stock_cell,
};
