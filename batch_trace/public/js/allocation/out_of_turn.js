// Before a voucher with batches out of picking order is submitted: the user takes the batches in order, or gives a reason.
import { API, DOCTYPES, knows } from "./allocated_doctypes";
import { doc_link, quantity, table, text } from "../shared/html";
import { once } from "../shared/once";

frappe.provide("batch_trace");

const REASON = "batch_choice_reason";
const [ASK, STOP] = ["Ask for a Reason", "Stop"];

for (const doctype of DOCTYPES) {
	frappe.ui.form.on(doctype, { before_submit });
}

async function before_submit(frm) {
	if (frm.is_new() || !knows("asks_about_order")) return;
	const rows = await frappe.xcall(`${API}.out_of_turn`, { doctype: frm.doctype, name: frm.docname });
	const is_stopped = rows.some(({ action }) => action === STOP);
	const is_asked = rows.some(({ action }) => action === ASK) && !frm.doc[REASON]?.trim();
	if (!is_stopped && !is_asked) return;
	const answer = await ask(rows, is_stopped);
	if (!answer) {
		frappe.validated = false;
	} else if (answer.is_in_order) {
		await batch_trace.put_in_order(frm);
	} else {
		frm.doc[REASON] = answer.reason;
	}
}

batch_trace.put_in_order = once(async (frm) => {
	if (frm.is_dirty()) await frm.save();
	const { doctype, docname: name } = frm;
	await frappe.xcall(`${API}.put_in_order`, { doctype, name });
	await frm.reload_doc();
	frappe.show_alert({ message: __("The batches are in order now"), indicator: "green" });
});

// Resolves with {is_in_order} or {reason}, or with null if the user closes the dialog.
function ask(rows, is_stopped) {
	return new Promise((resolve) => {
		let answer = null;
		const finish = (given) => {
			answer = given;
			dialog.hide();
		};
		const dialog = new frappe.ui.Dialog({
			title: __("Another Batch Comes First"),
			fields: fields(rows, is_stopped),
			primary_action_label: __("Take the Batches in Order"),
			primary_action: () => finish({ is_in_order: true }),
		});
		if (!is_stopped) {
			dialog.set_secondary_action_label(__("Submit with This Reason"));
			dialog.set_secondary_action(() => {
				const reason = dialog.get_value("reason")?.trim();
				if (reason) finish({ reason });
				else frappe.show_alert({ message: __("Enter a reason first"), indicator: "orange" });
			});
		}
		dialog.onhide = () => {
			dialog.$wrapper.remove();
			resolve(answer);
		};
		dialog.show();
	});
}

function fields(rows, is_stopped) {
	const told = { fieldtype: "HTML", fieldname: "told", options: rows.map(card).join("") };
	if (is_stopped) {
		const words = __("The policy of these items allows only the batch that comes first.");
		return [
			told,
			{ fieldtype: "HTML", fieldname: "why", options: `<p class="text-muted">${text(words)}</p>` },
		];
	}
	return [
		told,
		{
			fieldtype: "Small Text",
			fieldname: "reason",
			label: __("Why Another Batch?"),
			description: __("Recorded with your name. Not needed if you take the batches in order."),
		},
	];
}

// A batch that is out of order, below the batch that comes first.
function card(row) {
	const { item_code, warehouse, batch, next_batch, quantity_left, uom } = row;
	const next = next_batch ? doc_link("Batch", next_batch) : text(__("A batch that you may not read"));
	const columns = [`${text(item_code)}, ${text(warehouse)}`, __("Batch")];
	const left = __("{0} left", [quantity(quantity_left, uom)]);
	return table(columns, [
		[text(__("Comes first")), `<b>${next}</b>${dim(`${until(row.next_expiry)}, ${left}`)}`],
		[text(__("On this voucher")), `${doc_link("Batch", batch)}${dim(until(row.expiry_date))}`],
	]);
}

function until(date) {
	const words = date
		? __("usable until {0}", [frappe.datetime.str_to_user(date)])
		: __("without expiry date");
	return text(words);
}

function dim(words) {
	return `<div class="batch-trace-why">${words}</div>`;
}
