frappe.query_reports["Batch Mass Balance"] = {
	filters: batch_trace.start_filters(["Only These", "Forward", "Backward", "Both", "Siblings"], ["Item"]),
	formatter: batch_trace.format_balance_cell,
};
