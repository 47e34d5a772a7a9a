// What a double click must not start twice: as long as the first call runs, further ones get its promise.
export const once = (act) => {
	let running = null;
	return (...args) => {
		running ??= Promise.resolve(act(...args)).finally(() => {
			running = null;
		});
		return running;
	};
};

// For the scripts of doctypes and reports, which cannot import.
frappe.provide("batch_trace");
batch_trace.once = once;

// A text of its own for each dialog, by which the server knows a request that comes twice.
export const token = () => `${frappe.utils.get_random(20)}${Date.now()}`;

// Runs an action of a dialog: its button is dead meanwhile. After a failure, which Frappe has shown, the dialog stays
// as it is. Resolves with [answer], or with null after a failure.
export async function run_in(dialog, act) {
	if (dialog.batch_trace_is_running) return null;
	const button = dialog.get_primary_btn();
	dialog.batch_trace_is_running = true;
	button.prop("disabled", true);
	try {
		return [await act()];
	} catch {
		return null;
	} finally {
		dialog.batch_trace_is_running = false;
		button.prop("disabled", false);
	}
}
