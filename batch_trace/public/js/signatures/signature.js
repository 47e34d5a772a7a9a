// Electronic signatures: the dialog to sign, and the signatures shown on a form.
import { text } from "../shared/html";
import { ask } from "../shared/ask";
import { once } from "../shared/once";

frappe.provide("batch_trace");

const API = "batch_trace.api.signatures";

// `act` gets {password, meaning, reason, …more_fields} while the dialog is open; see `ask`.
batch_trace.sign = async ({ title, meaning_options, intro, needs_reason, more_fields = [], act }) => {
	let needs = await frappe.xcall(`${API}.needs`);
	if (!needs.is_set && !(await set_pin(needs))) return null;
	needs = { ...needs, is_set: true };
	return ask({
		title: title || __("Sign"),
		primary_action_label: __("Sign"),
		fields: signature_fields(needs, meaning_options, intro, needs_reason, more_fields),
		act,
	});
};

// Sets the user's own PIN; resolves with true if one was set.
batch_trace.set_signing_pin = once(async () => set_pin(await frappe.xcall(`${API}.needs`)));

batch_trace.show_signatures = async (frm) => {
	if (frm.is_new()) return;
	const { doctype, docname } = frm;
	const signatures = await frappe.xcall(`${API}.signatures`, { doctype, name: docname });
	if (frm.docname !== docname) return;
	frm.dashboard.parent?.find(".batch-trace-signatures").closest(".form-dashboard-section").remove();
	if (!signatures.length) return;
	frm.dashboard.add_section(signature_table(signatures), __("Electronic Signatures"));
	frm.dashboard.show();
};

function signature_fields(needs, meaning_options, intro, needs_reason, more_fields) {
	const words = __("You sign as {0}.", [text(needs.signer_name).bold()]);
	return [
		{ fieldtype: "HTML", fieldname: "intro", options: `<p>${intro || ""}</p><p>${words}</p>` },
		{
			fieldtype: "Select",
			fieldname: "meaning",
			label: __("My signature means"),
			options: meaning_options,
			default:
				meaning_options?.length === 1 ? meaning_options[0].value ?? meaning_options[0] : undefined,
			reqd: 1,
		},
		{ fieldtype: "Small Text", fieldname: "reason", label: __("Reason"), reqd: needs_reason ? 1 : 0 },
		...more_fields,
		{ fieldtype: "Password", fieldname: "password", label: __(needs.with), reqd: 1 },
	];
}

async function set_pin(needs) {
	const is_set = await ask({
		title: __("Set Your Signing PIN"),
		act: store_pin,
		primary_action_label: __("Set"),
		fields: [
			{
				fieldtype: "Password",
				fieldname: "password",
				label: __("Your password, or your old signing PIN"),
				hidden: !needs.is_set,
			},
			{ fieldtype: "Password", fieldname: "secret", label: __("New signing PIN"), reqd: 1 },
			{ fieldtype: "Password", fieldname: "again", label: __("The same again"), reqd: 1 },
		],
	});
	if (!is_set) return false;
	frappe.show_alert({ message: __("Your signing PIN is set."), indicator: "green" });
	return true;
}

async function store_pin({ secret, again, password }) {
	if (secret !== again) {
		frappe.msgprint(__("The two PINs differ. Enter the same new signing PIN twice."));
		throw new Error("The two PINs differ");
	}
	await frappe.xcall(`${API}.set_pin`, { secret, password });
	return true;
}

function signature_table(signatures) {
	const head = [__("Signed By"), __("Signed At"), __("Meaning"), __("Reason"), ""];
	const cells = (signature) => [
		`${text(signature.signer_name)} <span class="text-muted">${text(signature.signer)}</span>`,
		text(frappe.datetime.str_to_user(signature.signed_at)),
		text(__(signature.meaning)),
		text(signature.reason),
		signature.is_intact
			? `<span class="indicator-pill green">${__("Intact")}</span>`
			: `<span class="text-danger">${__(
					"Signature broken: the record was changed after it was signed",
			  )}</span>`,
	];
	const row = (tag, values) => `<tr>${values.map((value) => `<${tag}>${value}</${tag}>`).join("")}</tr>`;
	return `<div class="batch-trace-signatures table-responsive"><table class="table table-sm mb-0">
		<thead>${row("th", head)}</thead>
		<tbody>${signatures.map((signature) => row("td", cells(signature))).join("")}</tbody>
	</table></div>`;
}
