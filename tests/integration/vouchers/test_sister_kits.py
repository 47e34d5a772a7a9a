"""A kit goes to a sister company: its components are the goods, and the sister has them when it has received them."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.trace import mass_balance, trace
from batch_trace.core.terms import event_types as et
from batch_trace.ledger import capture
from tests.integration.support.agreement import assert_agreement
from tests.integration.support.plant import STORES
from tests.integration.support.sisters import (
	AS_CUSTOMER,
	AS_SUPPLIER,
	SISTER,
	SISTER_STORES,
	draft,
	found_sister,
)

SALES = ("Delivery Note", "Sales Invoice")
REFERENCES = {
	"Delivery Note": ("Purchase Receipt", "inter_company_reference"),
	"Sales Invoice": ("Purchase Invoice", "inter_company_invoice_reference"),
}


@pytest.fixture
def bakery(plant):
	"""A plant with cakes C1, tins T1, an empty batch C2 of cakes, a kit of both, and a sister."""
	found_sister()
	plant.stock(("CAKE", "C1", 10), ("TIN", "T1", 10))
	plant.batch("CAKE", "C2")
	plant.product_bundle("GIFT", {"CAKE": 2, "TIN": 1})
	return plant


def sell(plant, doctype: str = "Delivery Note"):
	"""Deliver three kits to the sister."""
	row = {"item_code": "GIFT", "qty": 3, "rate": 2, "warehouse": STORES}
	values = {"customer": AS_CUSTOMER, "update_stock": 1, "items": [row]}
	return plant.pack(doctype, [("CAKE", "C1"), ("TIN", "T1")], **values)


def unpack(plant, sale, cakes: str = "C1"):
	"""Receive the components in the sister."""
	doctype, reference = REFERENCES[sale.doctype]
	rows = [
		plant.bought("CAKE", cakes, 6, warehouse=SISTER_STORES),
		plant.bought("TIN", "T1", 3, warehouse=SISTER_STORES),
	]
	header = {"company": SISTER, "supplier": AS_SUPPLIER, "update_stock": 1, reference: sale.name}
	bought = frappe.get_doc(doctype=doctype, items=rows, **header).insert()
	bought.submit()
	return bought


def kinds(voucher) -> set[str]:
	assert not capture.differing_vouchers([(voucher.doctype, voucher.name)])
	return set(frappe.get_all("Trace Event", {"voucher_no": voucher.name}, pluck="event_type"))


def gaps(batch: str) -> set[str]:
	return {gap["code"] for gap in trace(batch)["gaps"]} & {"not_arrived", "taken_back_twice"}


@pytest.mark.parametrize("doctype", SALES)
def test_the_components_are_the_same_goods(bakery, doctype):
	sale = sell(bakery, doctype)
	assert gaps("C1") == gaps("T1") == {"not_arrived"}
	bought = unpack(bakery, sale)
	assert kinds(bought) == {et.COMPANY_TRANSFER}
	assert gaps("C1") == gaps("T1") == set()
	assert [row["own_company"] for row in trace("C1")["customers"]] == [SISTER]
	assert mass_balance("C1")["shipped"] == 0
	assert_agreement()


def test_components_under_another_number(bakery):
	bought = unpack(bakery, sell(bakery), cakes="C2")
	assert kinds(bought) == {et.COMPANY_TRANSFER, et.SUBSTITUTION}
	[link] = trace("C1", direction="forward")["links"]
	assert (link["source"], link["target"], link["quantity"]) == ("C1", "C2", 6)
	assert gaps("C1") == set()


def test_a_kit_whose_receipt_is_cancelled(bakery):
	bought = unpack(bakery, sell(bakery))
	bought.reload()
	bought.cancel()
	assert gaps("C1") == gaps("T1") == {"not_arrived"}


def test_a_receipt_of_the_kit_itself_brings_nothing_into_stock(bakery):
	sale = sell(bakery)
	bought = draft(sale)
	bought.submit()
	assert kinds(bought) == set()
	[gap] = [gap for gap in trace("C1")["gaps"] if gap["code"] == "not_arrived"]
	assert "with the parts of a kit in rows of their own" in gap["message"]
