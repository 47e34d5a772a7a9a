// The colours of the statuses of a batch and of a reservation, and the pill that shows a status of a batch.
import { text } from "../shared/html";

frappe.provide("batch_trace");

batch_trace.status_colors = {
	Released: "green",
	"Conditionally Released": "blue",
	"Under Test": "yellow",
	Quarantine: "orange",
	"On Hold": "red",
	Expired: "red",
	Rejected: "red",
	Recalled: "purple",
	Disposed: "gray",
};

batch_trace.reservation_colors = {
	Draft: "gray",
	Active: "blue",
	Used: "green",
	Expired: "orange",
	Released: "gray",
	Cancelled: "red",
};

batch_trace.status_pill = (status) => {
	const color = batch_trace.status_colors[status] || "gray";
	return `<span class="indicator-pill ${color}">${text(__(status || "No Status"))}</span>`;
};
