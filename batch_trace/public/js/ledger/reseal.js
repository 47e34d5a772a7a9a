import { text } from "../shared/html";
import { once } from "../shared/once";

frappe.provide("batch_trace");

const MEANING = "Re-sealed";

// Seals anew, with a signature, what the site cannot verify; `done` runs when that is ordered.
batch_trace.reseal = once(async (done) => {
	const record = await batch_trace.sign({
		title: __("Re-seal Evidence"),
		meaning_options: [{ value: MEANING, label: __(MEANING) }],
		intro: __(
			"What was changed before cannot be found afterwards. Compare the site with a backup first, and say how you did and why the secret or the anchor is lost. What does not fit the seal of a known key stays as it is.",
		),
		needs_reason: true,
		act: ({ reason, password }) => frappe.xcall("batch_trace.api.sealing.reseal", { reason, password }),
	});
	if (!record) return;
	const link = frappe.utils.get_form_link("Batch Control Change", record, true, text(record));
	frappe.msgprint({
		title: __("Re-sealing in the background"),
		message: __("{0} records who ordered it and why. The next check closes the gap.", [link]),
		indicator: "blue",
	});
	done();
});
