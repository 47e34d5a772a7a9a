// Releases a hold, with a signature if the site requires one, and also the holds that it caused if wanted.
import { text } from "../shared/html";
import { ask } from "../shared/ask";
import { once } from "../shared/once";

frappe.provide("batch_trace");

const MEANING = "Release of hold";

// Resolves with the names of the holds released, or with null if the user closes the dialog.
batch_trace.release_hold = once(async (hold) => {
	const asked = await frappe.xcall("batch_trace.api.holds.before_release", { hold });
	const act = ({ reason, password, include_derived }) =>
		frappe.xcall("batch_trace.api.status.release", {
			hold,
			reason,
			password,
			include_derived: include_derived ? 1 : 0,
		});
	const released = await (asked.is_signed ? signed : plain)(hold, asked.derived, act);
	if (!released) return null;
	const words =
		released.length > 1 ? __("{0} holds released", [released.length]) : __("{0} released", [text(hold)]);
	frappe.show_alert({ message: words, indicator: "green" });
	return released;
});

function derived_field(derived) {
	if (!derived.length) return [];
	return [
		{
			fieldname: "include_derived",
			fieldtype: "Check",
			label: __("Also release the holds that it caused"),
			description: derived.map(text).join(", "),
		},
	];
}

function signed(hold, derived, act) {
	return batch_trace.sign({
		title: __("Release {0}", [hold]),
		meaning_options: [{ value: MEANING, label: __(MEANING) }],
		intro: text(__("Other holds on the same batches stay in force.")),
		needs_reason: true,
		more_fields: derived_field(derived),
		act,
	});
}

function plain(hold, derived, act) {
	const reason = { fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 };
	return ask({
		title: __("Release {0}", [hold]),
		primary_action_label: __("Release"),
		fields: [reason, ...derived_field(derived)],
		act,
	});
}
