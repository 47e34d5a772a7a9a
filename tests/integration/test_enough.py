"""Of a batch under control nobody takes more than is there now, whatever ERPNext's own sums say."""

from __future__ import annotations

import frappe
import pytest
from plant import STORES
from qa import control

from batch_trace.control.enough import NotThereAnyMore


@pytest.fixture
def taken_meanwhile(plant):
	"""A batch of which another transaction took all but one: the balance tells, what ERPNext adds up does not yet."""
	plant.receive("FLOUR", 5, "F1")
	plant.receive("FLOUR", 5, "F2")
	balance = {"batch": "F1", "warehouse": STORES}
	frappe.db.set_value("Batch Balance", balance, "qty", 1)
	return plant


def test_more_than_is_left_is_refused(taken_meanwhile):
	control("FLOUR")
	with pytest.raises(NotThereAnyMore, match="F1.*2.*only 1"):
		taken_meanwhile.ship("FLOUR", 2, "F1")


def test_so_is_cancelling_the_receipt(plant):
	control("FLOUR")
	receipt = plant.receive("FLOUR", 5, "F1")
	frappe.db.set_value("Batch Balance", {"batch": "F1", "warehouse": STORES}, "qty", 4)
	with pytest.raises(NotThereAnyMore):
		receipt.cancel()


def test_what_is_left_may_go(taken_meanwhile):
	control("FLOUR")
	assert taken_meanwhile.ship("FLOUR", 1, "F1").docstatus == 1


def test_items_without_control_are_left_to_erpnext(taken_meanwhile):
	assert taken_meanwhile.ship("FLOUR", 2, "F1").docstatus == 1


def test_where_negative_stock_is_allowed_nothing_is_refused(taken_meanwhile):
	control("FLOUR")
	frappe.db.set_value("Item", "FLOUR", "allow_negative_stock", 1)
	frappe.clear_document_cache("Item", "FLOUR")
	assert taken_meanwhile.ship("FLOUR", 2, "F1").docstatus == 1
