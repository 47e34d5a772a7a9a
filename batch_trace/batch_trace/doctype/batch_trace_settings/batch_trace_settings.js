const POLL_MILLISECONDS = 2000;
const STATUS_COLORS = { "Not Started": "orange", Running: "blue", Stopped: "orange", Complete: "green" };

frappe.ui.form.on("Batch Trace Settings", {
	refresh(frm) {
		show_progress(frm);
		show_check(frm);
		add_buttons(frm);
		watch(frm);
	},
});

function show_progress(frm) {
	const { backfill_status, backfill_done, backfill_total } = frm.doc;
	frm.page.set_indicator(__("History: {0}", [__(backfill_status)]), STATUS_COLORS[backfill_status]);
	frm.dashboard.progress_area?.body.empty();
	if (!backfill_total) return;
	const part = Math.min(100, Math.round((100 * backfill_done) / backfill_total));
	frm.dashboard.show_progress(
		__("History"),
		part,
		__("{0} of {1} vouchers read", [backfill_done, backfill_total]),
	);
}

function show_check(frm) {
	frm.dashboard.clear_headline();
	if (!frm.doc.last_check_differences) return;
	const words = __("The last check found {0} differences.", [frm.doc.last_check_differences]);
	frm.dashboard.set_headline_alert(`<a href="/app/trace-gap?status=Open">${words}</a>`, "red");
}

function add_buttons(frm) {
	frm.add_custom_button(__("Gaps"), () => frappe.set_route("List", "Trace Gap", { status: "Open" }));
	if (!frm.has_perm("write")) return;
	const status = frm.doc.backfill_status;
	if (status === "Running") {
		frm.add_custom_button(__("Stop"), () => call(frm, "stop_backfill"));
	} else if (status !== "Complete") {
		const words = status === "Stopped" ? __("Continue") : __("Start");
		frm.add_custom_button(words, () => call(frm, "start_backfill")).addClass("btn-primary");
	}
	if (["Stopped", "Complete"].includes(status)) {
		frm.add_custom_button(__("Start Over"), () => start_over(frm));
	}
}

// Looks again until the job is done, as long as the form is in sight.
function watch(frm) {
	clearTimeout(frm.batch_trace_timer);
	if (frm.doc.backfill_status !== "Running" && !frm.batch_trace_waiting) return;
	frm.batch_trace_timer = setTimeout(() => {
		if (frappe.get_route()[1] !== frm.doctype) return;
		frm.batch_trace_waiting = Math.max(0, (frm.batch_trace_waiting || 0) - 1);
		frm.reload_doc();
	}, POLL_MILLISECONDS);
}

function call(frm, method) {
	frm.batch_trace_call ??= batch_trace.once((wanted) => frm.call(wanted));
	return frm.batch_trace_call(method).then(() => {
		frm.batch_trace_waiting = 15;
		frm.reload_doc();
	});
}

function start_over(frm) {
	const words = __(
		"Read the whole history again? Only what is missing in the ledger is added; nothing in it is changed.",
	);
	frappe.confirm(words, () => call(frm, "restart_backfill"));
}
