frappe.query_reports["Waiting for Proof of Delivery"] = {
	filters: [
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company", only_select: true },
		{
			fieldname: "since",
			label: __("Shipped Since"),
			fieldtype: "Date",
			default: frappe.datetime.add_days(frappe.datetime.get_today(), -90),
		},
		{ fieldname: "overdue", label: __("Only Overdue"), fieldtype: "Check" },
	],
};
