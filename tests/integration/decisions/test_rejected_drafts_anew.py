"""Goods that an inspection has rejected on a draft are entered anew on another voucher: the rejection follows the goods."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.inspections import inspect
from tests.integration.support.plant import (
	GOODS,
	OTHER_CUSTOMER,
	STORES,
	SUPPLIER,
	make,
	make_numbered_rye,
	make_return,
)
from tests.integration.support.qa import control, decide, refused, release, status_of

OTHER_SUPPLIER = "Test Mill Across"
F1 = {"item": "FLOUR", "batch_no": "F1", "use_serial_batch_fields": 1}


@pytest.fixture
def rye(plant):
	"""RYE, whose batches ERPNext numbers, is bought; ERPNext only warns of inspections."""
	for action in ("not_submitted", "rejected"):
		frappe.db.set_single_value("Stock Settings", f"action_if_quality_inspection_is_{action}", "Warn")
	make_numbered_rye()
	control("RYE", "FLOUR")
	make("Supplier", supplier_name=OTHER_SUPPLIER, supplier_group="All Supplier Groups")
	plant.batch("FLOUR", "F1")
	return plant


def draft(
	plant, supplier: str = SUPPLIER, item: str = "RYE", doctype: str = "Purchase Receipt", **row: object
):
	values = {"item_code": item, "qty": 10, "rate": 1, "warehouse": STORES, **row}
	header = {"update_stock": 1} if doctype == "Purchase Invoice" else {}
	return make(doctype, company=plant.company, supplier=supplier, items=[values], **header)


def entered(plant, **values: object) -> str:
	"""Submit a receipt, and return its batch."""
	voucher = draft(plant, **values)
	voucher.submit()
	events = frappe.get_all("Trace Event", {"voucher_no": voucher.name}, pluck="name")
	[batch] = frappe.get_all("Trace Entry", {"event": ["in", events]}, pluck="batch")
	return batch


def test_the_same_batch(rye):
	old = draft(rye, **F1)
	rejected = inspect(old, None, "Rejected")
	with pytest.raises(frappe.LinkExistsError):
		old.delete()
	old.reload()
	old.items[0].batch_no = None
	old.save()
	entered(rye, supplier=OTHER_SUPPLIER, **F1)
	assert status_of("F1") == "Quarantine"
	with refused(f"F1.*{rejected.name}"):
		rye.ship("FLOUR", 1, "F1")


def test_a_batch_that_only_the_inspection_names(rye):
	inspect(draft(rye, item="FLOUR"), "F1", "Rejected")
	entered(rye, **F1)
	assert status_of("F1") == "Quarantine"


@pytest.mark.parametrize(
	("doctype", "typed"),
	[("Purchase Receipt", "S-7"), ("Purchase Invoice", "S-7"), ("Purchase Receipt", " s- 7")],
)
def test_the_same_batch_of_the_supplier(rye, doctype, typed):
	"""Whatever becomes of the draft: the inspection knows what was rejected."""
	old = draft(rye, supplier_batch="S-7")
	inspect(old, None, "Rejected", item="RYE")
	old.reload()
	old.items[0].supplier_batch = "S-8"
	old.save()
	assert status_of(entered(rye, doctype=doctype, supplier_batch=typed)) == "Quarantine"
	assert status_of(entered(rye, supplier_batch="S-9")) == "Released"
	assert status_of(entered(rye, supplier=OTHER_SUPPLIER, supplier_batch="S-7")) == "Released"


def test_what_was_entered_anew_before_it_was_rejected(rye):
	old = draft(rye, supplier_batch="S-7")
	batch = entered(rye, supplier_batch="S-7")
	assert status_of(batch) == "Released"
	inspect(old, None, "Rejected", item="RYE")
	assert status_of(batch) == "Quarantine"


def test_the_same_order_until_qa_says_that_these_are_others(rye):
	"""A replacement for the order comes, with another number of the supplier."""
	order = rye.submit(
		"Purchase Order",
		supplier=SUPPLIER,
		schedule_date=rye.later(1),
		items=[
			{"item_code": "RYE", "qty": 30, "rate": 1, "warehouse": STORES, "schedule_date": rye.later(1)}
		],
	)
	ordered = {"purchase_order": order.name, "purchase_order_item": order.items[0].name}
	inspect(draft(rye, supplier_batch="S-7", **ordered), None, "Rejected", item="RYE")
	batch = entered(rye, supplier_batch="S-8", **ordered)
	assert status_of(batch) == "Quarantine"
	[hold] = frappe.get_all("Batch Hold Batch", {"batch": batch}, pluck="parent")
	release(hold)
	assert status_of(batch) == status_of(entered(rye, supplier_batch="S-9", **ordered)) == "Released"


def test_nothing_is_known_but_the_supplier(rye):
	inspect(draft(rye), None, "Rejected", item="RYE")
	assert status_of(entered(rye)) == "Quarantine"
	assert status_of(entered(rye, supplier=OTHER_SUPPLIER)) == "Released"


def test_what_qa_has_decided_since_is_not_stopped_again(rye):
	inspect(draft(rye, **F1), None, "Rejected")
	decide("Released", "F1")
	entered(rye, **F1)
	assert status_of("F1") == "Released"


def test_a_production_of_the_same_order(rye):
	control("BREAD")
	rye.stock(("FLOUR", "F2", 10))
	order = rye.work_order("BREAD", 10, {"FLOUR": 1}, skip_transfer=1)
	from erpnext.manufacturing.doctype.work_order.work_order import make_stock_entry

	old = frappe.get_doc(make_stock_entry(order.name, "Manufacture", 4)).insert()
	inspect(old, None, "Rejected", item="BREAD")
	rye.finish(order, 4, "B1", {"FLOUR": "F2"})
	assert status_of("B1") == "Quarantine"


def returned(plant, sale, batch: str | None = "F1"):
	"""The draft of a return of 2 of a sale."""
	from erpnext.controllers.sales_and_purchase_return import make_return_doc

	back = make_return_doc(sale.doctype, sale.name)
	tracked = {"batch_no": batch, "use_serial_batch_fields": 1, "serial_and_batch_bundle": None}
	back.items[0].update({"qty": -2, **tracked})
	return back.insert()


@pytest.mark.parametrize("batch", ["F1", None])
@pytest.mark.parametrize("way", ["another return", "cancellation"])
def test_what_a_customer_returns_was_rejected_on_the_draft_of_another_return(rye, batch, way):
	rye.receive("FLOUR", 10, "F1", warehouse=GOODS)
	rye.receive("FLOUR", 5, "F1")
	sale = rye.ship("FLOUR", 5, "F1")
	other = rye.ship("FLOUR", 1, "F1", customer=OTHER_CUSTOMER, warehouse=GOODS)
	rejected = inspect(returned(rye, sale, batch), None, "Rejected")
	make_return(other, -1)
	assert [status_of("F1", place) for place in (STORES, GOODS)] == ["Released", "Released"]
	if way == "cancellation":
		sale.cancel()
	else:
		make_return(sale, -2)
	assert [status_of("F1", place) for place in (STORES, GOODS)] == ["Quarantine", "Released"]
	with refused(f"F1.*{rejected.name}"):
		rye.ship("FLOUR", 1, "F1")


def test_a_return_that_was_entered_before_the_draft_of_the_other_was_rejected(rye):
	rye.receive("FLOUR", 5, "F1")
	sale = rye.ship("FLOUR", 5, "F1")
	draft_of_return = returned(rye, sale)
	make_return(sale, -2)
	assert status_of("F1", STORES) == "Released"
	inspect(draft_of_return, None, "Rejected")
	assert status_of("F1", STORES) == "Quarantine"


@pytest.mark.parametrize("batch", ["B0", None])
def test_a_production_without_an_order_that_was_rejected_on_a_draft(rye, batch):
	control("BREAD")
	rye.receive("FLOUR", 10, "F1")
	made = {**rye._row("BREAD", batch, 2, source=False), "set_basic_rate_manually": 1}
	rows = [rye._row("FLOUR", "F1", 2, source=True), made]
	old = make("Stock Entry", company=rye.company, stock_entry_type="Repack", purpose="Repack", items=rows)
	inspect(old, None, "Rejected", item="BREAD")
	rye.repack([("FLOUR", "F1", 2)], [("BREAD", "B1", 2)])
	assert status_of("B1") == "Quarantine"
	[hold] = frappe.get_all("Batch Hold Batch", {"batch": "B1"}, pluck="parent")
	release(hold)
	rye.repack([("FLOUR", "F1", 2)], [("BREAD", "B2", 2)])
	assert status_of("B2") == "Released"


@pytest.mark.parametrize("way", ["Material Receipt", "count"])
def test_a_rejected_delivery_of_a_supplier_that_comes_in_from_nowhere(rye, way):
	rye.receive("FLOUR", 5, "F7")
	inspect(draft(rye, **F1), None, "Rejected")
	if way == "count":
		rye.count([("FLOUR", "F8", 5)])
	else:
		rye.stock(("FLOUR", "F8", 5))
	assert status_of("F8") == "Quarantine"
