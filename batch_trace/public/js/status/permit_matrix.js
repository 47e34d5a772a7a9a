// Batch Trace Settings: the table of permits, with a choice for each status and kind of movement.
import { text } from "../shared/html";

const SYMBOLS = { Allow: "✓", Warn: "!", Stop: "✕" };

frappe.ui.form.on("Batch Trace Settings", {
	async refresh(frm) {
		frm.set_df_property("permits", "hidden", 1);
		frm.batch_trace_permits ??= await frappe.xcall("batch_trace.api.settings.permits_by_default");
		draw(frm);
	},
});

function draw(frm) {
	const { $wrapper } = frm.get_field("permit_table");
	const top = $wrapper.find(".batch-trace-matrix").scrollLeft();
	$wrapper.html(matrix(frm, frm.batch_trace_permits));
	$wrapper.find(".batch-trace-matrix").scrollLeft(top);
	$wrapper.find("select").on("change", ({ currentTarget }) => {
		const { status, kind } = currentTarget.dataset;
		choose(frm, status, kind, currentTarget.value);
		paint(frm, currentTarget);
		count(frm);
	});
	$wrapper.find(".batch-trace-defaults").on("click", () => {
		frm.clear_table("permits");
		frm.dirty();
		draw(frm);
	});
	$wrapper.find("select").each((_i, select) => paint(frm, select));
	count(frm);
}

function matrix(frm, { statuses, kinds }) {
	const head = statuses.map((status) => `<th scope="col">${text(__(status))}</th>`).join("");
	const rows = kinds.map(
		(kind) => `<tr><th scope="row">${text(__(kind))}</th>
			${statuses.map((status) => `<td>${choice(frm, status, kind)}</td>`).join("")}</tr>`,
	);
	const reset = can_write(frm)
		? `<button class="btn btn-xs btn-default batch-trace-defaults">${__("Back to the Defaults")}</button>`
		: "";
	return `<p class="text-muted">${text(
		__("What may a batch of this status do? A framed choice differs from the default."),
	)}</p>
		<div class="batch-trace-matrix"><table><thead><tr><th></th>${head}</tr></thead>
		<tbody>${rows.join("")}</tbody></table></div>
		<div class="batch-trace-matrix-foot"><span class="text-muted"></span>${reset}</div>`;
}

function choice(frm, status, kind) {
	const now = action(frm, status, kind);
	const options = frm.batch_trace_permits.actions.map(
		(each) =>
			`<option value="${each}"${each === now ? " selected" : ""}>${SYMBOLS[each]} ${text(
				__(each),
			)}</option>`,
	);
	const label = text(`${__(status)}, ${__(kind)}`);
	return `<select aria-label="${label}" data-status="${text(status)}" data-kind="${text(kind)}"
		${can_write(frm) ? "" : "disabled"}>${options.join("")}</select>`;
}

function paint(frm, select) {
	const { status, kind } = select.dataset;
	const usual = frm.batch_trace_permits.default[status][kind];
	select.className = select.value;
	select.classList.toggle("differs", select.value !== usual);
	select.title = __("Default: {0}", [__(usual)]);
}

function count(frm) {
	const differing = frm.get_field("permit_table").$wrapper.find("select.differs").length;
	const words = differing ? __("{0} differ from the defaults", [differing]) : __("All as by default");
	frm.get_field("permit_table").$wrapper.find(".batch-trace-matrix-foot span").text(words);
}

function exceptions(frm, status, kind) {
	return (frm.doc.permits || []).filter((row) => row.status === status && row.movement === kind);
}

function action(frm, status, kind) {
	return exceptions(frm, status, kind).at(-1)?.action || frm.batch_trace_permits.default[status][kind];
}

// Keeps a row only for what differs from the default.
function choose(frm, status, kind, chosen) {
	for (const row of exceptions(frm, status, kind)) frappe.model.clear_doc(row.doctype, row.name);
	if (chosen !== frm.batch_trace_permits.default[status][kind]) {
		Object.assign(frm.add_child("permits"), { status, movement: kind, action: chosen });
	}
	frm.dirty();
}

function can_write(frm) {
	return Boolean(frm.has_perm("write"));
}
