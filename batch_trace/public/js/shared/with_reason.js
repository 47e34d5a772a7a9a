// Asks for a reason, or for a signature with one where the site requires that, and acts on it while the dialog is open.
import { ask } from "./ask";

export function with_reason({ title, label, meaning, needs_signature, act }) {
	if (needs_signature) {
		const meaning_options = [{ value: meaning, label: __(meaning) }];
		return batch_trace.sign({ title, meaning_options, needs_reason: true, act });
	}
	return ask({
		title,
		primary_action_label: label,
		fields: [{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 }],
		act,
	});
}
