// The button "Sign and Submit" in place of Submit, on documents that must be signed.
import { once } from "../shared/once";

frappe.provide("batch_trace");

// `meaning` is the meaning of the signature; nothing changes if no signature is needed.
batch_trace.offer_signed_submit = async (frm, meaning) => {
	const { modified } = frm.doc;
	if (!may_be_signed(frm)) return;
	if (!(await frappe.xcall("batch_trace.api.settings.requires_signatures"))) return;
	if (!may_be_signed(frm) || frm.doc.modified !== modified) return;
	frm.page.set_primary_action(__("Sign and Submit"), once(() => sign_and_submit(frm, meaning)));
};

function may_be_signed(frm) {
	return frm.doc.docstatus === 0 && !frm.is_new() && !frm.is_dirty() && Boolean(frm.has_perm("submit"));
}

async function sign_and_submit(frm, meaning) {
	const { doctype, docname: name } = frm;
	const is_done = await batch_trace.sign({
		title: `${__("Sign")} ${frm.doc.name}`,
		meaning_options: [{ value: meaning, label: __(meaning) }],
		intro: frappe.utils.escape_html(__("A signed document cannot be changed any more.")),
		act: async (signature) => {
			await frappe.xcall("batch_trace.api.status.sign_and_submit", { doctype, name, ...signature });
			return true;
		},
	});
	if (!is_done) return;
	frappe.show_alert({ message: __("Signed and submitted"), indicator: "green" });
	frm.reload_doc();
}
