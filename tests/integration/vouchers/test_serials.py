"""Capture of serial numbers, alone and with batches."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.plant import BATCHED_SERIALS, GOODS, SERIALS, STORES
from tests.integration.support.voucher_entries import event, moves

pytestmark = pytest.mark.usefixtures("agreement")


def serials(names: str, batch: str | None = None) -> dict:
	return {"serial_no": "\n".join(names.split()), "batch_no": batch, "use_serial_batch_fields": 1}


def row(item: str, qty: float, names: str, batch: str | None = None, **places: str) -> dict:
	return {"item_code": item, "qty": qty, "basic_rate": 1, **serials(names, batch), **places}


def test_serial_numbers_without_batches(plant):
	got = plant.stock_entry("Material Receipt", rows=[row(SERIALS, 2, "P1 P2", t_warehouse=STORES)])
	assert moves(got.name) == {("In", "P1", STORES): 1, ("In", "P2", STORES): 1}
	note = plant.ship(SERIALS, 1, None, **serials("P1"))
	assert moves(note.name) == {("Out", "P1", STORES): -1}
	moved = plant.stock_entry(
		"Material Transfer", rows=[row(SERIALS, 1, "P2", s_warehouse=STORES, t_warehouse=GOODS)]
	)
	assert moves(moved.name) == {("Move", "P2", STORES): -1, ("Move", "P2", GOODS): 1}
	note.cancel()
	assert moves(note.name) == {}
	assert frappe.db.get_value("Batch Balance", {"serial_no": "P2", "warehouse": GOODS}, "qty") == 1


def test_serial_numbers_in_a_batch(plant):
	plant.batch(BATCHED_SERIALS, "FR-1")
	got = plant.stock_entry(
		"Material Receipt", rows=[row(BATCHED_SERIALS, 2, "R1 R2", "FR-1", t_warehouse=STORES)]
	)
	told = frappe.get_all(
		"Trace Entry", {"event": event(got).name}, ["batch", "serial_no", "qty"], order_by="serial_no"
	)
	assert [(r.batch, r.serial_no, r.qty) for r in told] == [("FR-1", "R1", 1), ("FR-1", "R2", 1)]
	used = plant.stock_entry(
		"Material Issue", rows=[row(BATCHED_SERIALS, 1, "R2", "FR-1", s_warehouse=STORES)]
	)
	assert moves(used.name) == {("Out", "FR-1", STORES): -1}
	used.cancel()
	got.cancel()
	assert moves(got.name) == moves(used.name) == {}


def test_a_serial_number_built_from_batches(plant):
	plant.stock(("TIN", "T1", 5))
	made = [row(SERIALS, 1, "P9", t_warehouse=STORES)]
	entry = plant.stock_entry("Repack", [("TIN", "T1", 2)], rows=made)
	assert moves(entry.name) == {("Out", "T1", STORES): -2, ("In", "P9", STORES): 1}
