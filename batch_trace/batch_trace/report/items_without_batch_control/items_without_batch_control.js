const SENTENCES = ["what", "meaning", "what_to_do"];

frappe.query_reports["Items without Batch Control"] = {
	filters: [
		{ fieldname: "item_group", label: __("Item Group"), fieldtype: "Link", options: "Item Group", only_select: true },
		{
			fieldname: "batch_control_policy",
			label: __("Policy"),
			fieldtype: "Link",
			options: "Batch Control Policy",
			only_select: true,
		},
		{ fieldname: "only_batched", label: __("Only Items with Batches"), fieldtype: "Check" },
	],
	onload(report) {
		report.page.body
			.off("click.batch_trace_fix")
			.on("click.batch_trace_fix", ".batch-trace-fix", (event) =>
				fix(report, event.currentTarget.dataset),
			);
	},
	get_datatable_options: batch_trace.two_line_rows,
	formatter(value, row, column, data, format) {
		if (SENTENCES.includes(column.fieldname))
			return batch_trace.wrap_cell(frappe.utils.escape_html(value));
		if (column.fieldname !== "fix") return batch_trace.format_cell(value, row, column, data, format);
		if (!value || !frappe.model.can_write("Item")) return "";
		const of = (text) => frappe.utils.escape_html(text);
		return `<button class="btn btn-xs btn-default batch-trace-fix" data-item="${of(data.item)}"
			data-code="${of(data.code)}" data-what="${of(data.what)}">${__("Fix")}</button>`;
	},
};

function fix(report, { item, code, what }) {
	const [name, sentence] = [item, what].map(frappe.utils.escape_html);
	const words = __("{0}: {1}. Change the item's setting?", [name.bold(), sentence]);
	const mend = async () => {
		await frappe.xcall("batch_trace.api.policies.fix", { item, code });
		frappe.show_alert({ message: __("{0} was fixed", [name]), indicator: "green" });
		report.refresh();
	};
	frappe.confirm(words, batch_trace.once(mend));
}
