const IN_RULE = [
	"item_code", "for_company", "gs1_safe", "no_gaps", "counted_for_each", "restarts", "first_number", "when_taken",
	"shifts", "first_year", "child_separator", "child_width", "by_shift", "sample_item",
];
const IN_SEGMENT = [
	"kind", "text", "date_form", "date_from", "first_character", "length", "only_letters_and_digits", "width",
	"algorithm",
];

const ask = frappe.utils.debounce(show, 300);
const changed = (fields) => Object.fromEntries(fields.map((field) => [field, ask]));

frappe.ui.form.on("Batch Numbering Rule", { refresh: ask, segments_add: ask, ...changed(IN_RULE) });
frappe.ui.form.on("Batch Numbering Segment", {
	segments_add: ask,
	segments_remove: ask,
	segments_move: ask,
	...changed(IN_SEGMENT),
});
frappe.ui.form.on("Batch Numbering Company", { company: ask, text: ask, company_texts_remove: ask });

async function show(frm) {
	if (!frm.fields_dict.preview || frm.doc.doctype !== "Batch Numbering Rule") return;
	const answer = await frappe.xcall("batch_trace.api.numbering.preview_of", { rule: frm.doc });
	frm.fields_dict.preview.$wrapper.html(answer.problems.length ? problems(answer) : number(answer));
}

function problems(answer) {
	return `<div class="text-danger">${answer.problems.join("<br>")}</div>`;
}

function number(answer) {
	if (!answer.number) return `<div class="text-muted">${__("Add a segment, and its number is shown here.")}</div>`;
	const escape = frappe.utils.escape_html;
	const lines = [
		`<div class="h3 batch-number" style="font-family: monospace; overflow-wrap: anywhere">${escape(answer.number)}</div>`,
		`<div>${__("{0} of at most {1} characters", [answer.length, answer.longest])}</div>`,
	];
	const part = answer.part
		? __("A part split off it: {0}", [`<code>${escape(answer.part)}</code>`])
		: __("A part split off it would be too long: whoever splits it has to enter a number.");
	lines.push(`<div class="text-muted">${part}</div>`);
	if (answer.assumed.length) {
		const assumed = answer.assumed.map(escape).join(", ");
		lines.push(`<div class="text-muted">${__("Made up for the preview: {0}", [assumed])}</div>`);
	}
	return lines.join("");
}
