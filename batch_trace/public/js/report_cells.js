// How the cells of Batch Movements and Batch Mass Balance look.
frappe.provide("batch_trace");

batch_trace.format_movement_cell = (value, row, column, data, format) => {
	const cell = format(value, row, column, data);
	if (column.fieldname === "qty" && value < 0) return `<span class="text-danger">${cell}</span>`;
	if (column.fieldname === "state" && data?.reversed_by) return `<span class="text-muted">${cell}</span>`;
	return cell;
};

batch_trace.format_balance_cell = (value, row, column, data, format) => {
	const cell = format(value, row, column, data);
	if (column.fieldname === "unexplained" && value) return `<b class="text-danger">${cell}</b>`;
	return cell;
};
