"""The scripts of forms are loaded with the first form that has some."""

from __future__ import annotations

LOADED = "Boolean(batch_trace.hold_batches)"
NEW_FORMS = """async () => {
	const known = new Set(Object.keys(frappe.ui.form.handlers));
	await batch_trace.load_forms();
	const added = Object.keys(frappe.ui.form.handlers).filter((doctype) => !known.has(doctype));
	await Promise.all(added.map((doctype) => new Promise((done) => frappe.model.with_doctype(doctype, done))));
	return added.filter((doctype) => !frappe.get_meta(doctype).istable);
}"""
"""The doctypes whose scripts came only now; rows of tables are shown by forms, which have asked."""


def test_every_form_with_a_script_asks_for_it(desk, bakery):
	desk.goto("/app/user")
	desk.wait_for_function("Boolean(window.batch_trace?.load_forms)")
	assert not desk.evaluate(LOADED)
	assert desk.evaluate(NEW_FORMS) == []
	assert desk.evaluate(LOADED)


def test_a_form_opens_although_the_scripts_cannot_be_had(desk, bakery):
	desk.route("**/batch_trace_forms.bundle*", lambda route: route.abort())
	desk.goto("/app/item/FLOUR")
	desk.wait_for_function(
		"cur_frm?.doctype === 'Item' && cur_frm.doc.name === 'FLOUR' && cur_frm.fields_dict.item_code"
	)
	assert not desk.evaluate(LOADED)
