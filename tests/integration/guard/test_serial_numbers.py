"""A serial number leaves in the batch that the ledger gave it, whatever its Serial No says."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import today

from batch_trace.ledger.compat import bundle_time
from tests.integration.support.findings import problems
from tests.integration.support.plant import BATCHED_SERIALS, CUSTOMER, STORES, make
from tests.integration.support.qa import control, hold, refused

SERIAL = "Serial No"


@pytest.fixture
def fridges(plant):
	"""Serial numbers FS1 and FS2 in batch FB1, which is on hold, and FS9 in FB2, which is free."""
	control(BATCHED_SERIALS)
	for batch, names in (("FB1", "FS1 FS2"), ("FB2", "FS9")):
		plant.batch(BATCHED_SERIALS, batch)
		move(plant, "Material Receipt", names, batch, t_warehouse=STORES)
	hold("FB1")
	return plant


def serials(names: str, batch: str | None) -> dict:
	return {"serial_no": "\n".join(names.split()), "batch_no": batch, "use_serial_batch_fields": 1}


def move(plant, purpose: str, names: str, batch: str, **places: str):
	row = {"item_code": BATCHED_SERIALS, "qty": len(names.split()), "basic_rate": 1}
	return plant.stock_entry(purpose, rows=[{**row, **serials(names, batch), **places}])


def relabel(serial: str, batch: str) -> None:
	"""Change the batch of a serial number past Frappe, in the database."""
	frappe.db.set_value(SERIAL, serial, "batch_no", batch)


def test_the_batch_of_a_serial_number_that_has_moved_cannot_be_changed(fridges):
	serial = frappe.get_doc(SERIAL, "FS2")
	serial.batch_no = "FB2"
	with pytest.raises(frappe.ValidationError, match=r"(?s)FS2.*FB1.*receive it"):
		serial.save()
	serial.reload()
	serial.batch_no = None
	with pytest.raises(frappe.ValidationError, match="FS2"):
		serial.save()
	serial.reload()
	serial.via_stock_ledger = True
	serial.item_code = "FLOUR"
	with pytest.raises(frappe.ValidationError, match="FS2"):
		serial.save()
	serial.reload()
	serial.warranty_period = 12
	serial.save()


def test_a_wrong_batch_of_a_serial_number_can_be_set_right(fridges):
	relabel("FS2", "FB2")
	serial = frappe.get_doc(SERIAL, "FS2")
	serial.batch_no = "FB1"
	serial.save()


def test_a_serial_number_that_never_moved_may_change(fridges):
	serial = frappe.get_doc(
		doctype=SERIAL, serial_no="FS7", item_code=BATCHED_SERIALS, company=fridges.company
	).insert()
	serial.batch_no = "FB2"
	serial.save()


def test_a_held_unit_is_not_shipped_under_another_batch(fridges):
	relabel("FS2", "FB2")
	with refused(r"(?s)FS2.*FB1.*FB2"):
		fridges.ship(BATCHED_SERIALS, 1, None, **serials("FS2", "FB2"))
	with refused("FS2"):
		move(fridges, "Material Issue", "FS2", "FB2", s_warehouse=STORES)
	fridges.ship(BATCHED_SERIALS, 1, None, **serials("FS9", "FB2"))


def test_the_check_finds_serial_numbers_in_the_wrong_batch(fridges):
	assert problems() == []
	relabel("FS2", "FB2")
	assert problems() == [("serial_differs", "FB1")]
	relabel("FS2", "FB1")
	assert problems() == []


def test_the_check_finds_a_unit_that_left_under_another_batch(fridges):
	relabel("FS2", "FB2")
	frappe.db.set_single_value("Batch Trace Settings", "enforcement", "Warn Only")
	frappe.clear_cache()
	fridges.ship(BATCHED_SERIALS, 1, None, **serials("FS2", "FB2"))
	assert ("serial_differs", "FB2") in problems()


def test_a_serial_number_may_get_another_batch_by_vouchers_and_back(fridges):
	move(fridges, "Material Issue", "FS9", "FB2", s_warehouse=STORES)
	received = receive_as(fridges, "FS9", "FB3")
	assert frappe.db.get_value(SERIAL, "FS9", "batch_no") == "FB3"
	assert problems() == []
	fridges.ship(BATCHED_SERIALS, 1, None, **serials("FS9", "FB3")).cancel()
	assert problems() == []
	received.reload()
	received.cancel()
	assert problems() == []


def receive_as(plant, serial: str, batch: str):
	"""Receive a serial number that left before, in another batch; ERPNext lets only a bundle say so."""
	entry = {"serial_no": serial, "batch_no": plant.batch(BATCHED_SERIALS, batch), "qty": 1}
	bundle = make(
		"Serial and Batch Bundle",
		item_code=BATCHED_SERIALS,
		warehouse=STORES,
		company=plant.company,
		type_of_transaction="Inward",
		voucher_type="Stock Entry",
		**bundle_time(today(), "00:00:01"),
		entries=[{**entry, "warehouse": STORES}],
	)
	row = {"item_code": BATCHED_SERIALS, "qty": 1, "basic_rate": 1, "t_warehouse": STORES}
	return plant.stock_entry("Material Receipt", rows=[{**row, "serial_and_batch_bundle": bundle.name}])


def test_a_unit_comes_back_in_the_batch_in_which_it_was_shipped(fridges):
	fridges.batch(BATCHED_SERIALS, "FB4")
	move(fridges, "Material Receipt", "FS4", "FB4", t_warehouse=STORES)
	rows = [
		{"item_code": BATCHED_SERIALS, "qty": 1, "rate": 2, "warehouse": STORES, **serials(*lot)}
		for lot in (("FS4", "FB4"), ("FS9", "FB2"))
	]
	note = fridges.submit("Delivery Note", customer=CUSTOMER, items=rows)
	relabel("FS4", "FB2")
	with refused(r"(?s)FS4.*FB4.*FB2"):
		take_back(fridges, note, "FS4", "FB2")
	relabel("FS4", "FB4")
	take_back(fridges, note, "FS4", "FB4")
	assert problems() == []


def take_back(plant, note, serial: str, batch: str):
	"""Take the unit of the note's first row back from the customer."""
	row = {"item_code": BATCHED_SERIALS, "qty": -1, "rate": 2, "warehouse": STORES}
	return plant.submit(
		"Delivery Note",
		customer=CUSTOMER,
		is_return=1,
		return_against=note.name,
		items=[{**row, "dn_detail": note.items[0].name, **serials(serial, batch)}],
	)
