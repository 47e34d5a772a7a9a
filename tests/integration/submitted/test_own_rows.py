"""Child rows stay with their document, whoever saves what by which route, and submitted documents keep their rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
import pytest

from batch_trace import hooks
from tests.integration.support.plant import COMPANY, CUSTOMER, STORES, make
from tests.integration.support.qa import decide, hold, refused
from tests.integration.support.reserving import order, reserve

KEPT = hooks.doc_events
OF_DOCUMENT = "batch_trace.extends.own_rows.after_submission"
OF_OTHERS = "batch_trace.extends.own_rows.before_save"
OF_ROW = "batch_trace.extends.own_rows.before_row_is_saved"
OWN = (
	"Batch Disposition Batch",
	"Batch Disposition Evidence",
	"Batch Disposition Part",
	"Batch Hold Batch",
	"Batch Reservation Batch",
	"Certificate of Analysis Reading",
	"Customer Certificate Result",
)


@contextmanager
def refusal(match: str) -> Iterator[None]:
	"""Expect a refusal, and undo the request."""
	frappe.db.savepoint("own_rows")
	with pytest.raises(frappe.ValidationError, match=match):
		yield
	frappe.db.rollback(save_point="own_rows")


def put(doc, **values: object) -> None:
	"""Change a document as a PUT request to it does."""
	fresh = frappe.get_doc(doc.doctype, doc.name)
	fresh.update(frappe.parse_json(frappe.as_json(values)))
	fresh.save()


def rows_of(doc, field: str) -> list[dict]:
	return [row.as_dict() for row in frappe.get_doc(doc.doctype, doc.name).get(field)]


def note(plant, batch: str, qty: float, *, submit: bool = True):
	row = {
		"item_code": "FLOUR",
		"qty": qty,
		"rate": 2,
		"warehouse": STORES,
		"batch_no": batch,
		"use_serial_batch_fields": 1,
	}
	doc = make("Delivery Note", company=COMPANY, customer=CUSTOMER, items=[row])
	if submit:
		doc.submit()
	return doc


@pytest.fixture
def flour(plant):
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10))
	return plant


def _doctypes_with(handler: str) -> set[str]:
	names: set[str] = set()
	for doctypes, events in KEPT.items():
		of_event = events.get("before_update_after_submit")
		if handler in ([of_event] if isinstance(of_event, str) else of_event or []):
			names |= set(doctypes) if isinstance(doctypes, tuple) else {doctypes}
	return names


def test_every_table_of_a_kept_document_is_watched(site):
	"""A table that a release of ERPNext adds to a voucher, or a doctype that shares one, fails here."""
	documents = _doctypes_with(OF_DOCUMENT)
	kept = {
		field.options
		for doctype in documents
		for field in frappe.get_meta(doctype).get_table_fields()
		if not field.get("is_custom_field")
	}
	assert kept - _doctypes_with(OF_ROW) - set(OWN) == set()
	tables = {"fieldtype": ["in", ["Table", "Table MultiSelect"]], "options": ["in", sorted(kept)]}
	sharing = set(frappe.get_all("DocField", tables, pluck="parent"))
	assert sharing - documents - _doctypes_with(OF_OTHERS) == set()


def test_a_draft_hold_takes_no_row_of_a_hold_in_force(flour):
	in_force = frappe.get_doc("Batch Hold", hold("F1"))
	draft = make("Batch Hold", reason="mine", batches=[{"batch": "F2"}])
	stolen = rows_of(in_force, "batches")
	with refusal("batch <strong>F1</strong>.*belongs to another Batch Hold"):
		put(draft, batches=stolen)
	with refusal("belongs to another Batch Hold"):
		frappe.client.save({**draft.as_dict(), "batches": stolen, "modified": str(draft.modified)})
	update = {"doctype": "Batch Hold", "docname": draft.name, "batches": stolen}
	[failed] = frappe.client.bulk_update(frappe.as_json([update]))["failed_docs"]
	assert "belongs to another Batch Hold" in failed["exc"]
	assert len(rows_of(in_force, "batches")) == 1
	with refused("F1"):
		flour.ship("FLOUR", 1, "F1")


def test_rows_of_drafts_stay_too(flour):
	one = note(flour, "F1", 1, submit=False)
	other = note(flour, "F2", 1, submit=False)
	with refusal("F1.*another Delivery Note"):
		put(other, items=rows_of(one, "items"))


def test_a_draft_decision_takes_no_row_of_a_decision(flour):
	decided = frappe.get_doc("Batch Disposition", decide("Quarantine", "F1"))
	draft = make("Batch Disposition", decision="Rejected", reason="x", batches=[{"batch": "F2"}])
	with refusal("F1.*another Batch Disposition"):
		put(draft, batches=rows_of(decided, "batches"))
	with refusal("evidence"):
		put(decided, batches=rows_of(draft, "batches"))
	with refusal("evidence"):
		put(decided, decision="Released")


def test_a_reservation_keeps_its_rows(flour):
	so = order("FLOUR", 8)
	kept = reserve("Sales Order", so.name, ("F1", 2))
	draft = frappe.copy_doc(kept)
	draft.docstatus = 0
	draft.insert()
	with refusal("F1.*another Batch Reservation"):
		put(draft, batches=rows_of(kept, "batches"))
	with refusal("another Batch Reservation"):
		put(kept, docstatus=2, batches=rows_of(draft, "batches"))


def test_rows_of_a_submitted_bundle_are_not_exchanged(flour):
	voucher = note(flour, "F1", 2)
	bundle = frappe.get_doc(
		"Serial and Batch Bundle", rows_of(voucher, "items")[0]["serial_and_batch_bundle"]
	)
	draft = frappe.get_doc("Serial and Batch Bundle", flour.bundle("FLOUR", {"F2": 2}))
	hold("F2")
	with refusal("F2.*another Serial and Batch Bundle"):
		put(bundle, entries=rows_of(draft, "entries"))
	with refusal("F1.*another Serial and Batch Bundle"):
		put(draft, entries=rows_of(bundle, "entries"))
	assert [row["batch_no"] for row in rows_of(bundle, "entries")] == ["F1"]


def test_rows_of_a_submitted_voucher_are_not_exchanged(flour):
	voucher, draft = note(flour, "F1", 2), note(flour, "F2", 2, submit=False)
	with refusal("F2.*another Delivery Note"):
		put(voucher, items=rows_of(draft, "items"))
	with refusal("F2.*another Delivery Note"):
		put(voucher, docstatus=2, items=rows_of(draft, "items"))


def test_rows_of_a_submitted_voucher_are_neither_doubled_nor_removed_nor_renamed(flour):
	voucher = flour.stock(("FLOUR", "F3", 1), ("FLOUR", "F4", 1))
	first, second = rows_of(voucher, "items")
	for rows in (
		[first, first],
		[first],
		[first, second | {"name": "no-such-row"}],
		[first, second | {"__islocal": 1}],
	):
		for docstatus in (1, 2):
			with refusal("cannot be exchanged|Not allowed|cannot change|not found"):
				put(voucher, docstatus=docstatus, items=rows)
	doc = frappe.get_doc("Stock Entry", voucher.name)
	doc.items[0].parentfield = "additional_costs"
	with refusal("cannot be exchanged"):
		doc.save()
	assert len(rows_of(voucher, "items")) == 2


@pytest.mark.parametrize(
	"change",
	[
		{"qty": 5},
		{"batch_no": "F2"},
		{"t_warehouse": "Finished Goods - TTM"},
		{"serial_and_batch_bundle": None},
	],
)
def test_a_cancellation_reverses_what_was_submitted(flour, change):
	voucher = flour.stock(("FLOUR", "F3", 1))
	rows = [row | change for row in rows_of(voucher, "items")]
	with refusal("F3|cannot change"):
		put(voucher, docstatus=2, items=rows)
	with refusal("cannot change"):
		put(voucher, docstatus=2, purpose="Material Issue")
	put(voucher, docstatus=2)
	assert flour.events_in_ledger(voucher) == []


def test_the_desk_cancels_with_the_document_that_the_form_holds(flour):
	from frappe.desk.form.save import cancel

	voucher = note(flour, "F1", 2)
	put(
		voucher,
		docstatus=2,
		**{key: value for key, value in voucher.reload().as_dict().items() if key != "docstatus"},
	)
	cancel("Delivery Note", note(flour, "F1", 2).name)


def test_a_customized_field_does_not_open_a_submitted_voucher(flour):
	for fieldname in ("batch_no", "qty"):
		make(
			"Property Setter",
			doctype_or_field="DocField",
			doc_type="Delivery Note Item",
			field_name=fieldname,
			property="allow_on_submit",
			property_type="Check",
			value="1",
		)
	frappe.clear_cache(doctype="Delivery Note Item")
	try:
		voucher = note(flour, "F1", 2)
		with refusal("F1.*cannot change"):
			put(voucher, items=[row | {"batch_no": "F2"} for row in rows_of(voucher, "items")])
	finally:
		frappe.db.delete("Property Setter", {"doc_type": "Delivery Note Item", "property": "allow_on_submit"})
		frappe.clear_cache(doctype="Delivery Note Item")


def test_rows_do_not_move_on_their_own(flour):
	voucher, draft = note(flour, "F1", 2), note(flour, "F2", 2, submit=False)
	mine, other = rows_of(draft, "items")[0], rows_of(voucher, "items")[0]
	for name, parent in ((other["name"], draft.name), (mine["name"], voucher.name)):
		row = frappe.get_doc("Delivery Note Item", name)
		row.parent = parent
		with refusal("another Delivery Note"):
			row.save()
	with refusal("Delivery Note.*was submitted"):
		frappe.get_doc(mine | {"name": None, "parent": voucher.name, "__islocal": 1}).insert()
	with refusal("."):
		frappe.delete_doc("Delivery Note Item", other["name"], force=True)
	with refusal("was submitted"):
		frappe.rename_doc("Delivery Note Item", other["name"], "x", force=True)


def test_an_order_takes_no_packed_row_of_a_delivery(flour):
	flour.product_bundle("KIT", {"FLOUR": 1})
	row = {"item_code": "KIT", "qty": 1, "rate": 5, "warehouse": STORES}
	shipped = flour.pack("Delivery Note", [("FLOUR", "F1")], customer=CUSTOMER, items=[row])
	so = order("KIT", 1)
	with refusal("F1.*another Delivery Note"):
		put(so, packed_items=rows_of(shipped, "packed_items"))


def test_a_table_made_by_hand_takes_no_row_of_a_hold(flour):
	"""A System Manager can give any doctype a table of our rows; there are no events of such a doctype."""
	in_force = frappe.get_doc("Batch Hold", hold("F1"))
	todo = make("ToDo", description="x")
	row = frappe.get_doc("Batch Hold Batch", in_force.batches[0].name)
	row.update({"parent": todo.name, "parenttype": "ToDo", "parentfield": "x"})
	for write in (row.db_update, row.db_insert):
		with refusal("part of"):
			write()


def test_erpnext_amends_and_copies_with_new_rows(flour):
	voucher = note(flour, "F1", 2)
	voucher.cancel()
	amended = frappe.copy_doc(voucher)
	amended.amended_from, amended.docstatus = voucher.name, 0
	amended.items[0].update({"serial_and_batch_bundle": None, "batch_no": "F1", "use_serial_batch_fields": 1})
	amended.insert()
	amended.submit()
	assert amended.items[0].name != voucher.items[0].name


def test_no_query_for_rows_of_its_own(flour):
	from batch_trace.control.submitted import own_rows

	voucher = note(flour, "F1", 2, submit=False)
	voucher.load_doc_before_save()
	asked: list[object] = []
	sql, frappe.db.sql = frappe.db.sql, lambda *args, **kwargs: asked.append(args) or sql(*args, **kwargs)
	try:
		own_rows.refuse_rows_of_others(voucher)
		own_rows.refuse_changed_rows(voucher)
	finally:
		frappe.db.sql = sql
	assert not asked


def test_rows_of_money_are_erpnexts_own(flour, plant):
	"""ERPNext 16 adds payments to a submitted POS Invoice, and cancels receipts with other rows of taxes than stored."""
	shipped = note(plant, "F1", 1)
	account = frappe.db.get_value("Account", {"company": COMPANY, "is_group": 0, "root_type": "Expense"})
	of_note = {"parent": shipped.name, "parenttype": "Delivery Note", "parentfield": "taxes"}
	tax = {"charge_type": "Actual", "account_head": account, "description": "freight", "tax_amount": 1}
	frappe.get_doc({"doctype": "Sales Taxes and Charges", **of_note, **tax}).insert()
	shipped.reload()
	assert [row.description for row in shipped.taxes] == ["freight"]
	shipped.taxes = []
	shipped.cancel()
	assert shipped.docstatus == 2
