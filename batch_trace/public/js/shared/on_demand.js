// The scripts of forms and their dialogs: loaded with the first form that has some, or by a list that opens a dialog.
frappe.provide("batch_trace");

const FORMS = [
	"Asset Capitalization",
	"Batch",
	"Batch Attribute",
	"Batch Control Change",
	"Batch Control Policy",
	"Batch Correction",
	"Batch Disposition",
	"Batch Hold",
	"Batch Override",
	"Batch Reservation",
	"Batch Trace Settings",
	"Certificate of Analysis",
	"Delivery Note",
	"Item",
	"Item Group",
	"Pick List",
	"POS Invoice",
	"Purchase Invoice",
	"Purchase Receipt",
	"Sales Invoice",
	"Sales Order",
	"Sampling Plan",
	"Serial No",
	"Stock Entry",
	"Stock Reconciliation",
	"Stock Reservation Entry",
	"Subcontracting Receipt",
	"Trace Gap",
	"Warehouse",
	"Work Order",
];
const BUNDLE = "batch_trace_forms.bundle.js";
let loading = null;

// Resolves when the scripts are there. A form waits for that in `before_load`, so it must never wait for ever:
// Frappe 15's `frappe.require` would, if the file cannot be had.
batch_trace.load_forms = () => {
	loading ??= new Promise((resolve) => {
		const script = document.createElement("script");
		script.src = frappe.assets.bundled_asset(BUNDLE);
		script.onload = resolve;
		script.onerror = () => {
			loading = null;
			resolve();
		};
		document.head.append(script);
	});
	return loading;
};

for (const doctype of FORMS) frappe.ui.form.on(doctype, { before_load: batch_trace.load_forms });
