// The dialog that puts batches on hold, with a preview of what that would stop.
import { text } from "../shared/html";
import { once, run_in, token } from "../shared/once";

frappe.provide("batch_trace");

// `after` runs when the hold is in force. While the dialog is open, a second click opens no other.
batch_trace.hold_batches = once((batches, after) => new Promise((resolve) => open(batches, after, resolve)));

function open(batches, after, onhide) {
	const asked = { batches, token: token() };
	const dialog = new frappe.ui.Dialog({
		title: batches.length === 1 ? __("Hold {0}", [text(batches[0])]) : __("Hold {0} Batches", [batches.length]),
		size: "large",
		fields: fields(() => {
			dialog.set_df_property("only_goods_there", "hidden", dialog.get_value("warehouse") ? 0 : 1);
			preview(dialog, batches);
		}),
		primary_action_label: __("Put on Hold"),
		primary_action: (values) => place(dialog, asked, values, after),
	});
	dialog.get_primary_btn().addClass("btn-danger").removeClass("btn-primary");
	dialog.onhide = onhide;
	dialog.show();
	preview(dialog, batches);
}

// No `depends_on` and no `get_values`: both would empty a mandatory reason that is just being typed.
function fields(onchange) {
	return [
		{
			fieldname: "reason",
			fieldtype: "Data",
			label: __("Reason"),
			reqd: 1,
			description: __("Shown to everybody who is refused the batch"),
		},
		{
			fieldname: "warehouse",
			fieldtype: "Link",
			options: "Warehouse",
			label: __("Only in Warehouse"),
			get_query: () => ({ filters: { is_group: 0 } }),
			onchange,
		},
		{
			fieldname: "only_goods_there",
			fieldtype: "Check",
			label: __("The reason concerns only the goods there"),
			description: __("Otherwise more of the batch that comes into stock elsewhere is held, too"),
			hidden: 1,
		},
		{
			fieldname: "include_descendants",
			fieldtype: "Check",
			label: __("Include everything made from it, now and later"),
			default: 1,
			onchange,
		},
		{ fieldtype: "Column Break" },
		{ fieldname: "details", fieldtype: "Small Text", label: __("Details") },
		{ fieldtype: "Section Break", label: __("What This Hold Stops") },
		{ fieldname: "consequences", fieldtype: "HTML" },
	];
}

function preview(dialog, batches) {
	batch_trace.show_consequences(dialog.get_field("consequences").$wrapper.get(0), {
		batches,
		include_descendants: dialog.get_value("include_descendants") ? 1 : 0,
		warehouse: dialog.get_value("warehouse") || null,
	});
}

async function place(dialog, asked, values, after) {
	const { reason, details, warehouse, include_descendants, only_goods_there } = values;
	const args = { ...asked, reason, details, warehouse, include_descendants, only_goods_there };
	const placed = await run_in(dialog, () => frappe.xcall("batch_trace.api.status.hold", args));
	if (!placed) return;
	const [hold] = placed;
	dialog.hide();
	const link = frappe.utils.get_form_link("Batch Hold", hold, true, text(hold));
	frappe.show_alert({ message: __("{0} is in force", [link]), indicator: "green" }, 10);
	after?.(hold);
}
