import { once } from "../shared/once";

frappe.provide("batch_trace");

// Repairs the named Trace Gaps, or all that can be repaired if none is named, and shows the result.
batch_trace.repair_gaps = once(async (gaps, done) => {
	const method = gaps ? "repair" : "repair_all";
	const { message } = await frappe.call({
		method: `batch_trace.api.gaps.${method}`,
		type: "POST",
		args: gaps ? { gaps } : {},
		freeze: true,
		freeze_message: __("Repairing"),
	});
	if (message) say(message);
	done();
});

function say({ closed, open, queued }) {
	if (queued) {
		frappe.show_alert({
			message: __("{0} gaps are being repaired in the background.", [queued]),
			indicator: "blue",
		});
	} else if (open.length) {
		frappe.msgprint({
			title: __("{0} repaired, {1} still open", [closed.length, open.length]),
			message: open.map(({ message }) => frappe.utils.escape_html(message)).join("<br><br>"),
			indicator: "orange",
		});
	} else {
		frappe.show_alert({ message: __("{0} repaired", [closed.length]), indicator: "green" });
	}
}
