"""ERPNext's Stock Reservation Entries: stopped batches are not reserved, whatever the entry says of itself."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.allocation import stock_reservations
from batch_trace.ledger import capture
from tests.integration.support.plant import COMPANY, STORES, SUPPLIER, make
from tests.integration.support.qa import control, hold, refused
from tests.integration.support.reserving import order

ENTRY = "Stock Reservation Entry"


@pytest.fixture
def flour(plant):
	"""Batch F1 on hold, and F2, both from an earlier request."""
	for setting in ("enable_stock_reservation", "auto_reserve_stock_for_sales_order_on_purchase"):
		frappe.db.set_single_value("Stock Settings", setting, 1)
	control("FLOUR")
	plant.receive("FLOUR", 10, "F1")
	plant.receive("FLOUR", 10, "F2")
	hold("F1")
	capture._moments().clear()
	return plant


def draft(so, batch: str, **values: object):
	return make(
		ENTRY, company=COMPANY, item_code="FLOUR", warehouse=STORES, voucher_type="Sales Order",
		voucher_no=so.name, voucher_detail_no=so.items[0].name, available_qty=10, voucher_qty=7, reserved_qty=7, has_batch_no=1,
		stock_uom="Kg", reservation_based_on="Serial and Batch",
		sb_entries=[{"batch_no": batch, "qty": 7, "warehouse": STORES}], **values,
	)  # fmt: skip


def test_a_receipt_typed_into_the_entry_proves_nothing(flour):
	receipt = frappe.get_last_doc("Purchase Receipt", {"docstatus": 1})
	so = order("FLOUR", 7)
	for number, row in ((None, None), (receipt.name, receipt.items[0].name)):
		entry = draft(
			so,
			"F1",
			from_voucher_type="Purchase Receipt",
			from_voucher_no=number,
			from_voucher_detail_no=row,
		)
		with refused("F1"):
			entry.submit()
	draft(so, "F2").submit()


def test_a_receipt_of_another_batch_in_the_same_request_proves_nothing(flour):
	receipt = flour.receive("FLOUR", 10, "F3")
	entry = draft(
		order("FLOUR", 7),
		"F1",
		from_voucher_type="Purchase Receipt",
		from_voucher_no=receipt.name,
		from_voucher_detail_no=receipt.items[0].name,
	)
	with refused("F1"):
		entry.submit()


def test_what_a_receipt_brings_for_its_order_is_reserved_whatever_its_status(plant, flour):
	control("FLOUR", status_after_receipt="Quarantine", default_status="Quarantine")
	so = order("FLOUR", 7)
	row = plant.bought("FLOUR", plant.batch("FLOUR", "F4"), 7)
	hold("F4")
	receipt = plant.submit(
		"Purchase Receipt",
		supplier=SUPPLIER,
		items=[{**row, "sales_order": so.name, "sales_order_item": so.items[0].name}],
	)
	entry = frappe.get_last_doc(ENTRY, {"from_voucher_no": receipt.name, "docstatus": 1})
	assert [row.batch_no for row in entry.sb_entries] == ["F4"]


def test_an_order_passes_on_what_was_reserved_for_it(flour):
	mine, other = order("FLOUR", 7), order("FLOUR", 7)
	draft(mine, "F2").submit()
	hold("F2")
	assert stock_reservations.unproven(passed_on(mine, mine.items[0].name)) == []
	assert stock_reservations.unproven(passed_on(other, other.items[0].name)) == ["F2"]
	assert stock_reservations.unproven(passed_on(mine, None)) == ["F2"]


def passed_on(so, row: str | None):
	"""Return an unsaved entry for what an order has reserved, as version 16 makes it for another order."""
	return frappe.get_doc(
		doctype=ENTRY,
		item_code="FLOUR",
		warehouse=STORES,
		voucher_type="Work Order",
		from_voucher_type=so.doctype,
		from_voucher_no=so.name,
		from_voucher_detail_no=row,
		sb_entries=[{"batch_no": "F2", "qty": 7, "warehouse": STORES}],
	)


def test_a_submitted_entry_gets_no_stopped_batch(flour):
	flour.receive("FLOUR", 10, "F3")
	entry = draft(order("FLOUR", 7), "F2")
	entry.submit()
	with refused("F1"):
		exchange(entry, "F1")
	exchange(entry, "F3")
	hold("F3")
	again = frappe.get_doc(ENTRY, entry.name)
	again.save()
	again.sb_entries[0].batch_no = "F2"
	with pytest.raises(frappe.ValidationError, match="cannot change"):
		again.cancel()
	frappe.get_doc(ENTRY, entry.name).cancel()


def exchange(entry, batch: str) -> None:
	"""Put another batch in place of the entry's, as ERPNext lets users do until it is delivered."""
	fresh = frappe.get_doc(ENTRY, entry.name)
	fresh.set("sb_entries", [{"batch_no": batch, "qty": 7, "warehouse": STORES}])
	fresh.save()
