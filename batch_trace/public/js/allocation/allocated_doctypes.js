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
