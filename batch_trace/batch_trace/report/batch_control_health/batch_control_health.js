const SEVERITY_COLORS = { High: "red", Medium: "orange", Low: "blue" };

frappe.query_reports["Batch Control Health"] = {
	filters: [
		{
			fieldname: "severity",
			label: __("Severity"),
			fieldtype: "Select",
			options: ["", ...Object.keys(SEVERITY_COLORS)],
		},
	],
	get_datatable_options: batch_trace.two_line_rows,
	formatter(value, row, column, data) {
		if (!data || !value) return "";
		const text = frappe.utils.escape_html(__(value));
		if (column.fieldname === "severity") {
			return `<span class="indicator-pill ${SEVERITY_COLORS[value]}">${text}</span>`;
		}
		if (column.fieldname !== "place") return batch_trace.wrap_cell(text);
		return batch_trace.wrap_cell(`<a href="${frappe.utils.escape_html(data.url)}">${text}</a>`);
	},
};
