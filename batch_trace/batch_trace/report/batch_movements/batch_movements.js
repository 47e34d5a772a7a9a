frappe.query_reports["Batch Movements"] = {
	filters: [
		{ fieldname: "batch", label: __("Batch"), fieldtype: "Link", options: "Batch", only_select: true },
		{ fieldname: "serial_no", label: __("Serial No"), fieldtype: "Link", options: "Serial No", only_select: true },
		{ fieldname: "item_code", label: __("Item"), fieldtype: "Link", options: "Item", only_select: true },
		{ fieldname: "voucher_no", label: __("Voucher"), fieldtype: "Data" },
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company", only_select: true },
		{ fieldname: "warehouse", label: __("Warehouse"), fieldtype: "Link", options: "Warehouse", only_select: true },
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
	],
	formatter: batch_trace.format_movement_cell,
};
