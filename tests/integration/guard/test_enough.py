"""Of a batch under control nobody takes more than is there now, whatever ERPNext's own sums say."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.guard.enough import NotThereAnyMore
from tests.integration.support.plant import STORES
from tests.integration.support.qa import control


@pytest.fixture
def governed(plant):
	"""A plant whose flour is under control."""
	control("FLOUR")
	return plant


def receive(plant):
	"""Receive two batches; of the first another transaction took all but one, which only its balance tells yet."""
	for batch in ("F1", "F2"):
		plant.receive("FLOUR", 5, batch)
	frappe.db.set_value("Batch Balance", {"batch": "F1", "warehouse": STORES}, "qty", 1)
	return plant


def test_more_than_is_left_is_refused(governed):
	with pytest.raises(NotThereAnyMore, match=r"F1.*2 are to leave.*only 1"):
		receive(governed).ship("FLOUR", 2, "F1")


def test_so_is_cancelling_the_receipt(governed):
	receipt = governed.receive("FLOUR", 5, "F1")
	frappe.db.set_value("Batch Balance", {"batch": "F1", "warehouse": STORES}, "qty", 4)
	with pytest.raises(NotThereAnyMore):
		receipt.cancel()


def test_what_is_left_may_go(governed):
	assert receive(governed).ship("FLOUR", 1, "F1").docstatus == 1


def test_items_without_control_are_left_to_erpnext(plant):
	assert receive(plant).ship("FLOUR", 2, "F1").docstatus == 1


def test_where_negative_stock_is_allowed_nothing_is_refused(governed):
	frappe.db.set_single_value("Stock Settings", "allow_negative_stock", 1)
	frappe.clear_document_cache("Stock Settings")
	assert receive(governed).ship("FLOUR", 2, "F1").docstatus == 1
