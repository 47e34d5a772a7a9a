"""Allocation while the balances are not to be relied on: ERPNext's own figures until the history is read, its refusal always."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import add_days, today

from batch_trace.api import fefo
from batch_trace.ledger import backfill
from tests.integration.support.picks import out, proposed
from tests.integration.support.plant import CUSTOMER, STORES
from tests.integration.support.qa import control


@pytest.fixture
def lots(plant):
	"""Two batches, of which the one that came later expires first."""
	control("FLOUR")
	for batch, days in (("F1", 90), ("F2", 30)):
		made = {"expiry_date": add_days(today(), days), "manufacturing_date": add_days(today(), -30)}
		plant.batch("FLOUR", batch, **made)
		plant.receive("FLOUR", 10, batch)
	return plant


@pytest.fixture
def reading(lots):
	"""The history is being read, and what was received before is in no balance yet."""
	frappe.db.set_single_value(backfill.SETTINGS, "backfill_status", backfill.RUNNING)
	for table in ("Trace Event", "Trace Entry", "Batch Balance"):
		frappe.db.sql(f"DELETE FROM `tab{table}`")
	return lots


def test_erpnext_s_figures_are_put_in_order_until_the_history_is_read(reading):
	assert proposed(15) == [("F2", 10), ("F1", 5)]
	assert fefo.allocate("FLOUR", STORES, 21)["shortage"] == 1
	assert out(reading.ship("FLOUR", 12, None)) == {"F2": -10, "F1": -2}
	assert proposed(9) == [("F1", 8)]


def test_what_is_received_meanwhile_counts(reading):
	reading.batch("FLOUR", "F3", expiry_date=add_days(today(), 10), manufacturing_date=add_days(today(), -30))
	reading.receive("FLOUR", 4, "F3")
	assert proposed(6) == [("F3", 4), ("F2", 2)]
	assert out(reading.ship("FLOUR", 5, None)) == {"F3": -4, "F2": -1}


def test_with_the_history_read_the_balances_tell_the_same(reading):
	reading.ship("FLOUR", 3, None)
	before = proposed(20)
	backfill.run(restart=True)
	assert backfill.is_complete() and frappe.db.count("Batch Balance") == 2
	assert proposed(20) == before == [("F2", 7), ("F1", 10)]


def picked(plant, order) -> list[tuple[str, float]]:
	from erpnext.selling.doctype.sales_order.sales_order import create_pick_list

	pick = create_pick_list(order.name)
	pick.save()
	return [(row.batch_no, row.qty) for row in pick.locations]


def test_a_pick_list_is_erpnext_s_own_until_then(reading):
	order = reading.submit(
		"Sales Order",
		customer=CUSTOMER,
		delivery_date=today(),
		items=[{"item_code": "FLOUR", "qty": 12, "rate": 2, "warehouse": STORES, "delivery_date": today()}],
	)
	rows = picked(reading, order)
	assert sum(qty for _batch, qty in rows) == 12


def test_no_voucher_takes_what_only_a_wrong_balance_has(lots):
	"""The balance says there is some of F2 left; ERPNext's stock ledger does not have it, and is who decides."""
	lots.ship("FLOUR", 10, "F2")
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = 5, is_open = 1 WHERE batch = 'F2'")
	assert proposed(3) == [("F2", 3)]
	with pytest.raises(frappe.ValidationError) as refusal:
		lots.ship("FLOUR", 3, None)
	assert all(word in str(refusal.value) for word in ("F2", "FLOUR", STORES))
