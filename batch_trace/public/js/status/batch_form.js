// The top of the Batch form: its status, the reasons, warehouses with another status, and the buttons.
import { ago, doc_link, quantity, text } from "../shared/html";

frappe.ui.form.on("Batch", {
	async refresh(frm) {
		remove(frm);
		if (frm.is_new()) return;
		const batch = frm.doc.name;
		// A user who may read none of its warehouses sees the batch without its status, and nothing to do about it.
		const answer = await frappe.xcall("batch_trace.api.status.for_form", { batch });
		if (!answer || frm.doc.name !== batch) return;
		add_buttons(frm);
		show(frm, answer.status, answer.holds);
		if (answer.status.is_controlled && batch_trace.may_release()) {
			frm.add_custom_button(__("Correct"), () => batch_trace.correct_batch(frm));
		}
		if (answer.status.status === "Released" && batch_trace.may_certify()) {
			frm.add_custom_button(__("Certificate for Customer"), () => batch_trace.certify(batch));
		}
	},
});

function add_buttons(frm) {
	const batches = [frm.doc.name];
	if (batch_trace.may_hold()) {
		frm.add_custom_button(__("Hold"), () => batch_trace.hold_batches(batches, () => frm.reload_doc()));
	}
	if (batch_trace.may_decide()) {
		frm.add_custom_button(__("Decide"), () => batch_trace.decide(batches));
	}
}

function remove(frm) {
	frm.layout.wrapper.find(".batch-trace-banner").remove();
}

function show(frm, status, holds) {
	remove(frm);
	if (!status.is_controlled && !status.reasons.length && !holds.length) return;
	const color = batch_trace.status_colors[status.status];
	const banner = $(`<div class="batch-trace-banner ${color}" role="status"></div>`);
	banner.html(`<div>${headline(status)}</div><ul>${lines(status, holds).join("")}</ul>`);
	banner.on("click", "[data-release]", async (event) => {
		if (await batch_trace.release_hold(event.currentTarget.dataset.release)) frm.reload_doc();
	});
	banner.on("click", "[data-offered]", async () => {
		if (await batch_trace.release_offered(frm.doc.name)) frm.reload_doc();
	});
	frm.layout.wrapper.prepend(banner);
	frm.page.set_indicator(__(status.status), color);
}

function headline({ status, policy }) {
	const under = policy ? __("Policy: {0}", [doc_link("Batch Control Policy", policy)]) : "";
	return `<b>${batch_trace.status_pill(status)}</b> ${dim(under)}`;
}

function lines(status, holds) {
	const spoken = status.reasons.filter(
		({ cause }) => !["Batch Hold", "Batch Control Policy"].includes(cause),
	);
	const pill = (other) => (other === status.status ? "" : batch_trace.status_pill(other));
	return [
		...holds.map((hold) => hold_line(hold, pill("On Hold"))),
		...spoken.map((reason) => reason_line(reason, pill(reason.status))),
		...undecided(status),
		...criteria(status),
		...places(status, holds),
	].map((line) => `<li>${line}</li>`);
}

function hold_line(hold, pill) {
	const parts = [
		pill,
		`<span>${__("Hold {0}", [doc_link("Batch Hold", hold.hold)])}</span>`,
		`<b>${text(hold.reason)}</b>`,
		hold.warehouse ? `<span>${__("only in {0}", [text(hold.warehouse).bold()])}</span>` : "",
		hold.caused_by ? `<span>${__("caused by {0}", [doc_link("Batch Hold", hold.caused_by)])}</span>` : "",
		dim(`${text(hold.owner_name)}, ${ago(hold.since)}`),
	];
	if (batch_trace.may_release()) {
		const name = text(hold.hold);
		parts.push(
			`<button class="btn btn-default btn-xs" data-release="${name}">${__("Release Hold")}</button>`,
		);
	}
	return parts.join(" ");
}

function reason_line(reason, pill) {
	const is_document = reason.cause.startsWith("Batch ") && reason.name;
	const who = reason.owner ? `${text(frappe.user.full_name(reason.owner))}, ${ago(reason.since)}` : "";
	return [
		pill,
		`<span>${text(__(reason.cause))} ${
			is_document ? doc_link(reason.cause, reason.name) : text(reason.name)
		}</span>`,
		`<b>${text(reason.text)}</b>`,
		dim(who),
	].join(" ");
}

function undecided({ reasons }) {
	const is_undecided = reasons.some(({ cause }) => cause === "Batch Control Policy");
	return is_undecided ? [dim(__("QA has not decided on it yet."))] : [];
}

// The criteria for the release, and the button to release if they are met and the policy offers it.
function criteria({ criteria, is_offered }) {
	if (!criteria.length) return [];
	const answer = criteria.map(
		({ name, is_met, told }) =>
			`<span>${is_met ? "✓" : "✕"} ${text(name)}${told ? `: ${dim(text(told))}` : ""}</span>`,
	);
	if (is_offered && batch_trace.may_release())
		answer.push(`<button class="btn btn-primary btn-xs" data-offered="1">${__("Release")}</button>`);
	return [answer.join(" ")];
}

// The warehouses in which the batch has another status, unless a hold shown above is the reason.
function places({ status, warehouses }, holds) {
	const is_told = (place) =>
		place.status === "On Hold" && holds.some((hold) => hold.warehouse === place.warehouse);
	return warehouses
		.filter((place) => place.status !== status && !is_told(place))
		.map((place) => {
			const where = __("in {0}", [doc_link("Warehouse", place.warehouse)]);
			return `${batch_trace.status_pill(place.status)} <span>${where}</span> ${dim(
				quantity(place.quantity),
			)}`;
		});
}

function dim(words) {
	return `<span class="batch-trace-dim">${words}</span>`;
}
