// Correct > Batches, on submitted vouchers: "it was B, not A". What a wrong batch went through is often more than one voucher,
// so the dialog adds others that moved the same batches; all of them are corrected together.
import { ask } from "../shared/ask";
import { once } from "../shared/once";
import { corrected_with_reason } from "./correct";

const API = "batch_trace.api.corrections";
const DOCTYPES = [
	"Delivery Note",
	"POS Invoice",
	"Purchase Invoice",
	"Purchase Receipt",
	"Sales Invoice",
	"Stock Entry",
	"Subcontracting Receipt",
];

for (const doctype of DOCTYPES) frappe.ui.form.on(doctype, { refresh });

function refresh(frm) {
	const moves = frm.fields_dict.update_stock ? frm.doc.update_stock : true;
	if (frm.doc.docstatus !== 1 || !moves || !batch_trace.may_release()) return;
	frm.add_custom_button(__("Batches"), once(() => correct(frm)), __("Correct"));
}

async function correct(frm) {
	const { movements, others } = await of_voucher(frm.doctype, frm.docname);
	if (!movements.length)
		return frappe.msgprint(__("This voucher moved no batches that can be corrected. Serial numbers say themselves what moved."));
	const values = await ask({
		title: __("Correct Batches of {0}", [frappe.utils.escape_html(frm.docname)]),
		size: "extra-large",
		fields: fields(movements, others, frm),
		primary_action_label: __("Continue"),
		act: ({ lines }) => named(lines),
	});
	if (!values) return;
	const done = await corrected_with_reason((given) => frappe.xcall(`${API}.correct_batches`, { lines: values, ...given }));
	if (done) frm.reload_doc();
}

const of_voucher = (voucher_type, voucher_no) => frappe.xcall(`${API}.movements`, { voucher_type, voucher_no });

function fields(movements, others, frm) {
	const text = (fieldname, label, columns) => ({ fieldname, fieldtype: "Data", label, read_only: 1, in_list_view: 1, columns });
	const also = others_by_voucher(others);
	return [
		{
			fieldtype: "HTML",
			options: `<p class="text-muted">${__(
				"Name the right batch in each line that is wrong. The voucher stays as it is; the trace, and ERPNext's stock of both batches, are corrected.",
			)}</p>`,
		},
		{
			fieldname: "lines",
			fieldtype: "Table",
			cannot_add_rows: true,
			cannot_delete_rows: true,
			in_place_edit: true,
			data: movements.map(line),
			fields: [
				text("shown", __("Voucher and Row"), 2),
				text("batch", __("Recorded Batch"), 2),
				text("place", __("From → To"), 2),
				{
					fieldname: "right_batch",
					fieldtype: "Link",
					options: "Batch",
					label: __("Right Batch"),
					in_list_view: 1,
					columns: 2,
					get_query: (row) => ({ filters: { item: row.item_code, name: ["!=", row.batch] } }),
				},
				{ fieldname: "quantity", fieldtype: "Float", label: __("Quantity"), in_list_view: 1, columns: 2 },
			],
		},
		{
			fieldname: "also",
			fieldtype: "Select",
			label: __("Add another voucher that moved these batches"),
			options: ["", ...also.keys()].join("\n"),
			hidden: !also.size,
			onchange() {
				add(this.layout ?? cur_dialog, also.get(this.get_value()), frm); // eslint-disable-line no-undef
			},
		},
	];
}

const others_by_voucher = (others) =>
	new Map(others.map((each) => [`${__(each.voucher_type)} ${each.voucher_no}`, each]));

const line = (moved) => ({
	...moved,
	shown: `${moved.voucher_no}${moved.idx ? ` (${moved.idx})` : ""}`,
	place: `${moved.source ?? ""} → ${moved.target ?? ""}`.trim(),
});

async function add(dialog, voucher) {
	const grid = dialog?.fields_dict.lines;
	const rows = grid?.df.data ?? [];
	if (!voucher || rows.some((row) => row.voucher_no === voucher.voucher_no)) return;
	const { movements } = await of_voucher(voucher.voucher_type, voucher.voucher_no);
	rows.push(...movements.map(line));
	grid.grid.refresh();
}

function named(lines) {
	const wrong = (lines ?? []).filter(({ right_batch }) => right_batch);
	if (wrong.length)
		return wrong.map(({ voucher_type, voucher_no, row, warehouse, batch, right_batch, quantity }) => ({
			voucher_type,
			voucher_no,
			row,
			warehouse,
			batch,
			right_batch,
			quantity,
		}));
	frappe.throw(__("Name the right batch in at least one line."));
}
