// Issues a certificate of a batch to a customer, and opens its print.
import { ask } from "../shared/ask";
import { once } from "../shared/once";

frappe.provide("batch_trace");

batch_trace.certify = once(async (batch) => {
	const issued = await ask({
		title: __("Certificate of {0}", [batch]),
		primary_action_label: __("Issue"),
		fields: [
			{ fieldtype: "Link", fieldname: "customer", label: __("Customer"), options: "Customer", reqd: 1 },
			{
				fieldtype: "HTML",
				fieldname: "intro",
				options: `<p class="text-muted">${__(
					"It shows the accepted results that the customer has chosen, and cannot be changed once it is issued.",
				)}</p>`,
			},
		],
		act: ({ customer }) => frappe.xcall("batch_trace.api.certificates.issue", { batch, customer }),
	});
	if (issued) frappe.set_route("print", "Customer Certificate", issued);
});
