"""Capture of what is cancelled, amended, deleted, backdated, reposted, previewed or fails."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.ledger import capture
from tests.integration.support.plant import STORES, SUPPLIER
from tests.integration.support.voucher_entries import entries, event, moves

pytestmark = pytest.mark.usefixtures("agreement")


def amend(voucher, batch: str, qty: float):
	"""Submit the amendment of a cancelled voucher; the user types the batch again."""
	new = frappe.copy_doc(voucher)
	new.docstatus = new.items[0].docstatus = 0
	new.amended_from = voucher.name
	new.items[0].update(
		{"batch_no": batch, "use_serial_batch_fields": 1, "qty": qty, "serial_and_batch_bundle": None}
	)
	new.items[0].received_qty = qty
	new.insert()
	new.submit()
	return new


def test_cancel_and_amend(plant):
	receipt = plant.receive("FLOUR", 10, "F1")
	receipt.cancel()
	again = amend(receipt, "F1", 8)
	assert again.name == f"{receipt.name}-1"
	assert (moves(receipt.name), moves(again.name)) == ({}, {("In", "F1", STORES): 8})


@pytest.fixture
def deletable(plant):
	"""With this setting ERPNext deletes a cancelled voucher, its stock ledger and its bundles."""
	frappe.db.set_single_value("Accounts Settings", "delete_linked_ledger_entries", 1)


def cancelled(receipt):
	receipt.reload()
	receipt.cancel()
	return receipt


def test_delete_after_cancel_loses_nothing(plant, deletable):
	receipt = cancelled(plant.receive("FLOUR", 10, "F1", supplier_batch="S-1"))
	before = entries(receipt.name)
	frappe.delete_doc("Purchase Receipt", receipt.name)
	assert not frappe.db.exists("Stock Ledger Entry", {"voucher_no": receipt.name})
	assert not frappe.db.exists("Purchase Receipt", receipt.name)
	capture.sync([("Purchase Receipt", receipt.name)])
	assert entries(receipt.name) == before == [("In", "F1", 10), ("In", "F1", -10)]


def test_delete_that_takes_the_batch_along_loses_nothing(plant, deletable):
	"""ERPNext deletes the batch, too, when it made it itself."""
	frappe.db.set_value("Item", "FLOUR", {"create_new_batch": 1, "batch_number_series": "FL-.####"})
	frappe.clear_document_cache("Item", "FLOUR")
	receipt = plant.submit("Purchase Receipt", supplier=SUPPLIER, items=[plant.bought("FLOUR", None, 10)])
	[(_, batch, _), _] = [*entries(receipt.name), None]
	frappe.delete_doc("Purchase Receipt", cancelled(receipt).name)
	assert not frappe.db.exists("Batch", batch)
	capture.sync([("Purchase Receipt", receipt.name)])
	assert entries(receipt.name) == [("In", batch, 10), ("In", batch, -10)]


def test_a_number_given_again_goes_on_with_the_chain(plant, deletable):
	first = cancelled(plant.receive("FLOUR", 10, "F1"))
	frappe.delete_doc("Purchase Receipt", first.name)
	second = plant.receive("FLOUR", 3, "F2")
	assert second.name == first.name, "ERPNext gives the last number of a series again"
	assert moves(second.name) == {("In", "F2", STORES): 3}
	second.cancel()
	assert moves(second.name) == {}


def test_backdated_voucher(plant):
	when = {"set_posting_time": 1, "posting_date": plant.later(-10), "posting_time": "08:00:00"}
	receipt = plant.receive("FLOUR", 10, "F1", header=when)
	told = event(receipt)
	assert str(told.posting_datetime) == f"{plant.later(-10)} 08:00:00"
	assert str(told.recorded_at) > plant.later(-1)


def test_repost_adds_nothing(plant):
	receipt = plant.receive("FLOUR", 10, "F1")
	used = plant.stock_entry("Material Issue", [("FLOUR", "F1", 4)])
	before = entries(receipt.name) + entries(used.name)
	repost(receipt)
	assert entries(receipt.name) + entries(used.name) == before


def may_recreate() -> bool:
	"""Later ERPNext does not recreate the stock ledger of batched items any more."""
	from erpnext.stock.doctype.repost_item_valuation.repost_item_valuation import RepostItemValuation

	return not hasattr(RepostItemValuation, "validate_recreate_stock_ledgers")


def repost(voucher, **values: object) -> None:
	of = {"voucher_type": voucher.doctype, "voucher_no": voucher.name, "company": voucher.company}
	when = {"posting_date": voucher.posting_date, "posting_time": voucher.posting_time}
	doc = frappe.get_doc(
		{"doctype": "Repost Item Valuation", "based_on": "Transaction", **of, **when, **values}
	)
	doc.insert()
	doc.submit()
	capture.flush()
	assert frappe.db.get_value(doc.doctype, doc.name, "status") == "Completed"


def test_recreated_stock_ledger_adds_and_loses_nothing(plant):
	receipt = plant.receive("FLOUR", 10, "F1")
	if not may_recreate():
		with pytest.raises(frappe.ValidationError, match="Recreate"):
			repost(receipt, recreate_stock_ledgers=1)
		return
	repost(receipt, recreate_stock_ledgers=1)
	assert frappe.db.count("Stock Ledger Entry", {"voucher_no": receipt.name}) == 3
	assert entries(receipt.name) == [("In", "F1", 10)]
	frappe.get_doc("Purchase Receipt", receipt.name).cancel()
	assert moves(receipt.name) == {}


@pytest.mark.parametrize("preview", ["show_stock_ledger_preview", "show_accounting_ledger_preview"])
def test_preview_leaves_nothing(plant, preview, monkeypatch):
	from erpnext.controllers import stock_controller

	bundle = plant.bundle(
		"FLOUR", {plant.batch("FLOUR", "F1"): 5}, outward=False, voucher_type="Purchase Receipt"
	)
	row = plant.bought("FLOUR", None, 5, serial_and_batch_bundle=bundle)
	draft = frappe.get_doc(
		{"doctype": "Purchase Receipt", "company": plant.company, "supplier": SUPPLIER, "items": [row]}
	).insert()
	moved = []
	monkeypatch.setattr(capture, "mark", lambda *key, moved_at: moved.append(key))
	frappe.db.savepoint("preview")
	with monkeypatch.context() as patch:
		patch.setattr(frappe.db, "rollback", lambda: frappe.db.sql("ROLLBACK TO SAVEPOINT preview"))
		getattr(stock_controller, preview)(plant.company, "Purchase Receipt", draft.name)
	assert moved == [("Purchase Receipt", draft.name)], "the preview really submits stock ledger entries"
	monkeypatch.undo()
	capture.mark("Purchase Receipt", draft.name)
	capture.flush()
	assert entries(draft.name) == []


def test_nothing_stays_marked_after_a_rollback(plant):
	capture.mark("Purchase Receipt", "PR-X")
	frappe.db.rollback()
	assert not capture._marked()
	capture.mark("Purchase Receipt", "PR-Y")
	frappe.db.before_commit.run()
	assert not capture._marked()


def test_a_submit_that_fails_half_way_leaves_nothing(plant, monkeypatch):
	from erpnext.stock.doctype.purchase_receipt.purchase_receipt import PurchaseReceipt

	plant.batch("FLOUR", "F1")
	frappe.db.savepoint("start_here")
	with monkeypatch.context() as patch:
		patch.setattr(PurchaseReceipt, "make_gl_entries", lambda *args, **kwargs: frappe.throw("no accounts"))
		with pytest.raises(frappe.ValidationError, match="no accounts"):
			plant.receive("FLOUR", 10, "F1")
	frappe.db.rollback(save_point="start_here")
	assert capture._marked(), "the entry had been submitted before the failure"
	capture.flush()
	assert frappe.db.count("Trace Event") == frappe.db.count("Trace Entry") == 0


def test_a_submit_undone_after_it_was_done_leaves_nothing(plant):
	frappe.db.savepoint("start_here")
	receipt = plant.receive("FLOUR", 10, "F1")
	assert entries(receipt.name)
	frappe.db.rollback(save_point="start_here")
	frappe.clear_document_cache("Batch", "F1")
	capture.flush()
	assert entries(receipt.name) == []
	again = plant.receive("FLOUR", 4, "F1")
	assert moves(again.name) == {("In", "F1", STORES): 4}


def test_a_cancel_that_is_undone_leaves_the_event_in_force(plant):
	receipt = plant.receive("FLOUR", 10, "F1")
	frappe.db.savepoint("start_here")
	receipt.cancel()
	frappe.db.rollback(save_point="start_here")
	capture.sync([("Purchase Receipt", receipt.name)])
	assert entries(receipt.name) == [("In", "F1", 10)]


def test_an_unknown_voucher_type_is_captured_at_the_commit(plant):
	"""A voucher of another app has no hook of ours: the mark of its stock ledger entry is enough."""
	receipt = plant.receive("FLOUR", 10, "F1")
	for doctype in ("Trace Event", "Trace Entry", "Batch Balance"):
		frappe.db.delete(doctype)
	capture.mark("Purchase Receipt", receipt.name)
	assert entries(receipt.name) == []
	frappe.db.commit()
	assert entries(receipt.name) == [("In", "F1", 10)]
