"""Capture of stock that becomes part of an asset."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.assets import composite_asset
from tests.integration.support.plant import STORES
from tests.integration.support.voucher_entries import event, moves

pytestmark = pytest.mark.usefixtures("agreement")


@pytest.fixture
def oven(plant) -> str:
	"""A composite asset under construction."""
	return composite_asset(plant)


def test_capitalization(plant, oven):
	plant.stock(("TIN", "T1", 5))
	row = {
		"item_code": "TIN",
		"stock_qty": 2,
		"warehouse": STORES,
		"batch_no": "T1",
		"use_serial_batch_fields": 1,
	}
	built = plant.submit(
		"Asset Capitalization", capitalization_method="Choose a WIP composite asset", target_asset=oven, target_item_code="OVEN",
		target_asset_location="Bakery", target_qty=1, stock_items=[row],
	)  # fmt: skip
	assert moves(built.name) == {("Out", "T1", STORES): -2}
	assert event(built).event_type == "Capitalization"
	frappe.get_doc("Asset Capitalization", built.name).cancel()
	assert moves(built.name) == {}
