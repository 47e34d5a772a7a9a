// The documents whose batches are allocated, and the calls that do it.
export const API = "batch_trace.api.fefo";
export const DOCTYPES = [
	"Asset Capitalization",
	"Delivery Note",
	"Pick List",
	"POS Invoice",
	"Sales Invoice",
	"Stock Entry",
	"Subcontracting Receipt",
];

// What the server has told of the site's policies (control/policy/on_the_desk.py): with the start of the desk, and when a
// policy changes. A desk that misses the change goes by it after its next reload; the ledger judges the voucher anyway.
export const knows = (fact) => Boolean(frappe.boot.batch_trace?.[fact] ?? true);

frappe.realtime.on("batch_trace_policies", (facts) => Object.assign((frappe.boot.batch_trace ??= {}), facts));
