// Dialogs that ask for something and act on it while they are open.
import { run_in } from "./once";

frappe.provide("batch_trace");

// Opens a dialog, and acts on its values while it is open: if that fails (a wrong password), the dialog stays with all
// but the secrets. Resolves with what `act` resolves with, by default the values, or with null if the user closes it.
export function ask({ act = (values) => values, ...options }) {
	return new Promise((resolve) => {
		let answer = null;
		const dialog = new frappe.ui.Dialog({
			...options,
			primary_action: async (given) => {
				const done = await run_in(dialog, () => act({ ...given }));
				if (!done) return forget(dialog, secrets);
				answer = done[0];
				dialog.hide();
			},
		});
		const secrets = dialog.fields.filter((field) => field.fieldtype === "Password");
		for (const { fieldname } of secrets) {
			const field = dialog.get_field(fieldname);
			field.disable_password_checks?.();
			field.$input?.attr("autocomplete", "off");
		}
		dialog.onhide = () => {
			forget(dialog, secrets);
			dialog.doc = {};
			dialog.$wrapper.remove();
			resolve(answer);
		};
		dialog.show();
	});
}

function forget(dialog, secrets) {
	for (const { fieldname } of secrets) {
		dialog.get_field(fieldname).$input?.val("");
		dialog.get_field(fieldname).last_value = null;
		delete dialog.doc?.[fieldname];
	}
}

// For the scripts of doctypes, which cannot import.
batch_trace.ask = ask;
