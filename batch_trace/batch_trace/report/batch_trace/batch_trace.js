frappe.query_reports["Batch Trace"] = {
	tree: true,
	name_field: "what",
	parent_field: "",
	initial_depth: 4,
	filters: [
		...batch_trace.start_filters(["Both", "Forward", "Backward", "Siblings"]),
		{ fieldname: "as_of", label: __("As Of"), fieldtype: "Datetime" },
		{ fieldname: "max_depth", label: __("Max Depth"), fieldtype: "Int" },
		{ fieldname: "ignore_time", label: __("Ignore Time"), fieldtype: "Check" },
	],
	formatter: batch_trace.format_tree_cell,
};
