// The attributes of a batch on its form, and the dialog in which values are entered.
import { ask } from "../shared/ask";
import { text } from "../shared/html";
import { once } from "../shared/once";
import { with_reason } from "../shared/with_reason";

frappe.ui.form.on("Batch", {
	async refresh(frm) {
		frm.layout.wrapper.find(".batch-trace-attributes").remove();
		if (frm.is_new()) return;
		const batch = frm.doc.name;
		const answer = await frappe.xcall("batch_trace.api.attributes.for_form", { batch });
		if (!answer || frm.doc.name !== batch) return;
		show(frm, answer.attributes);
		if (answer.may_enter) frm.add_custom_button(__("Attributes"), () => enter(frm, answer));
	},
});

function show(frm, attributes) {
	frm.layout.wrapper.find(".batch-trace-attributes").remove();
	const listed = attributes.filter(({ is_listed }) => is_listed);
	if (!listed.length) return;
	const box = $('<dl class="batch-trace-attributes"></dl>');
	box.attr("aria-label", __("Attributes")).html(listed.map(cell).join(""));
	const banner = frm.layout.wrapper.find(".batch-trace-banner");
	if (banner.length) banner.after(box);
	else frm.layout.wrapper.prepend(box);
}

function cell({ attribute, value, shown, origin, entered: said, asked, is_met }) {
	const from = said ? __("{0} was entered, and more came in", [said]) : origin && __(origin);
	const dim = [from, ...asked].filter(Boolean).map(text).join("; ");
	const css = is_met ? (value ? "" : "text-muted") : "text-danger";
	const mark = is_met ? "" : `<span aria-label="${__("Not met")}">✕</span> `;
	return `<div><dt>${text(__(attribute))}</dt>
		<dd><b class="${css}">${mark}${text(shown)}</b><br><small class="text-muted">${dim}</small></dd></div>`;
}

const enter = once(async (frm, answer) => {
	const listed = answer.attributes.filter(({ is_listed }) => is_listed);
	const offered = listed.length ? listed : answer.attributes;
	await ask({
		title: __("Attributes of {0}", [frm.doc.name]),
		primary_action_label: __("Save"),
		fields: [
			...offered.map(field),
			{
				fieldname: "origin",
				fieldtype: "Select",
				label: __("What Changes Is"),
				options: [
					{ value: "Entered", label: __("Entered") },
					{ value: "Measured", label: __("Measured") },
				],
				default: "Entered",
			},
		],
		act: (given) => save(frm, answer, offered, given),
	});
});

// Number and yes/no fields of a dialog cannot be empty, which is what stands for "not known".
// A list that is not complete is entered anew: whoever repeats it says that nothing is missing.
const entered = ({ value, is_complete }) => (is_complete ? value : "");

function field(of_batch, place) {
	const { attribute, value_type, unit, options, is_list, value } = of_batch;
	const common = { fieldname: `value_${place}`, default: entered(of_batch) };
	const label = unit ? `${__(attribute)} (${unit})` : __(attribute);
	if (value_type === "Date") return { ...common, fieldtype: "Date", label };
	if (value_type === "Yes/No") return { ...common, fieldtype: "Select", label, options: ["", "Yes", "No"] };
	if (value_type === "Select" && !is_list)
		return { ...common, fieldtype: "Select", label, options: ["", ...options] };
	const choices = options.length ? __("Options: {0}.", [options.join(", ")]) : "";
	const hints = is_list ? [__("Several separated by commas, or None for none."), choices] : [];
	if (value && !entered(of_batch)) hints.push(__("So far known: {0}", [value]));
	return { ...common, fieldtype: "Data", label, description: text(hints.filter(Boolean).join(" ")) };
}

async function save(frm, answer, offered, given) {
	const changed = offered.filter((each, place) => (given[`value_${place}`] || "") !== entered(each));
	const values = Object.fromEntries(
		changed.map((each) => [each.attribute, given[`value_${offered.indexOf(each)}`] || ""]),
	);
	const send = ({ reason, password } = {}) =>
		frappe
			.xcall("batch_trace.api.attributes.enter", {
				batch: frm.doc.name,
				values,
				origin: given.origin,
				reason,
				password,
			})
			.then(() => true);
	const needs_why = changed.some((each) => relies(answer, each));
	const done = !changed.length || (await (needs_why ? with_why(answer, send) : send()));
	if (!done) throw new Error("cancelled");
	if (changed.length) frappe.show_alert({ message: __("Saved"), indicator: "green" });
	frm.reload_doc();
	return true;
}

// What is known and relied on, and a list or yes/no of which something came in, is changed by QA with a reason.
function relies({ needs_reason }, { value, is_certain }) {
	return batch_trace.may_release() && (is_certain || (value && needs_reason));
}

function with_why({ needs_signature }, act) {
	return with_reason({
		title: needs_signature ? __("Sign and Correct") : __("Correct with a Reason"),
		label: __("Correct"),
		meaning: "Corrected",
		needs_signature,
		act,
	});
}
