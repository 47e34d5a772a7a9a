"""The bundle of a voucher in force is not cancelled by itself, and repair never takes batches out of the ledger."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.ledger import comparison, repair
from tests.integration.support.findings import problems
from tests.integration.support.plant import CUSTOMER
from tests.integration.support.voucher_entries import entries


@pytest.fixture
def flour(plant):
	plant.stock(("FLOUR", "F1", 10))
	return plant


def bundle_of(voucher) -> str:
	return frappe.db.get_value(voucher.items[0].doctype, voucher.items[0].name, "serial_and_batch_bundle")


def request(name: str, **values: object) -> None:
	"""Cancel the bundle as a request would."""
	doc = frappe.get_doc("Serial and Batch Bundle", name)
	ignored = ["Delivery Note", "Stock Ledger Entry", "POS Invoice", "Purchase Receipt"]
	doc.update({"docstatus": 2, "ignore_linked_doctypes": ignored, **values})
	doc.save()


@pytest.mark.parametrize(
	"forged", [{}, {"voucher_type": "POS Invoice"}, {"is_cancelled": 1}, {"voucher_no": "x"}]
)
def test_the_bundle_of_a_delivery_stays(flour, forged):
	sold = flour.ship("FLOUR", 4, "F1")
	frappe.db.savepoint("request")
	with pytest.raises(frappe.ValidationError, match=r"(?i)submitted"):
		request(bundle_of(sold), **forged)
	frappe.db.rollback(save_point="request")
	frappe.get_doc("Delivery Note", sold.name).cancel()
	assert entries(sold.name) == [("Out", "F1", -4), ("Out", "F1", 4)]


def test_the_bundle_of_a_till_sale_stays(flour):
	flour.open_till()
	sold = flour.sell("FLOUR", 4, "F1", CUSTOMER)
	frappe.db.savepoint("request")
	with pytest.raises(frappe.ValidationError, match=r"(?i)submitted"):
		request(bundle_of(sold))
	frappe.db.rollback(save_point="request")
	frappe.get_doc("POS Invoice", sold.name).cancel()


def test_repair_takes_no_batch_out_of_the_ledger(flour):
	sold = flour.ship("FLOUR", 4, "F1")
	frappe.db.set_value("Stock Ledger Entry", {"voucher_no": sold.name}, "serial_and_batch_bundle", None)
	[found] = comparison.of_vouchers([("Delivery Note", sold.name)])
	assert not found.is_repairable and "batches" in found.message
	assert ("ledger_differs", sold.name) in problems()
	for name in frappe.get_all("Trace Gap", {"voucher_no": sold.name}, pluck="name"):
		with pytest.raises(frappe.ValidationError, match="cannot be repaired"):
			repair.repair(name)
	assert entries(sold.name) == [("Out", "F1", -4)]
