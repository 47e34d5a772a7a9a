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
	formatter(value, row, column, data, format) {
		if (!data || !value) return "";
		const text = frappe.utils.escape_html(__(value));
		if (column.fieldname === "place") return `<a href="${frappe.utils.escape_html(data.url)}">${text}</a>`;
		if (column.fieldname !== "severity") return format(value, row, column, data);
		return `<span class="indicator-pill ${SEVERITY_COLORS[value]}">${text}</span>`;
	},
};
