"""A count of several batches in one row is amended: the draft proposes what was counted."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.amending import copied, undo
from tests.integration.support.plant import COMPANY, STORES
from tests.integration.support.qa import control


@pytest.mark.parametrize("counted", [{"F1": 8, "F2": 5}, {"F1": 8, "F2": 10}, {"F1": 8, "F2": 0.5}])
def test_a_count_of_several_batches_in_one_row(plant, counted):
	control("FLOUR")
	for batch in ("F1", "F2"):
		plant.batch("FLOUR", batch)
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10))
	bundle = plant.bundle("FLOUR", counted, outward=False, voucher_type="Stock Reconciliation")
	account = frappe.db.get_value(
		"Account", {"company": COMPANY, "account_type": "Stock Adjustment", "is_group": 0}
	)
	row = {
		"item_code": "FLOUR",
		"warehouse": STORES,
		"qty": sum(counted.values()),
		"valuation_rate": 1,
		"serial_and_batch_bundle": bundle,
	}
	count = plant.submit(
		"Stock Reconciliation", purpose="Stock Reconciliation", expense_account=account, items=[row]
	)

	def stock():
		return dict(
			frappe.get_all(
				"Batch Balance", {"warehouse": STORES, "qty": [">", 0]}, ["batch", "qty"], as_list=True
			)
		)

	assert stock() == counted
	undo(count)
	again = copied(count).insert()
	again.submit()
	assert stock() == counted
