"""Pickers offer what ERPNext offers, less the batches that may not make the movement, each with its status."""

from __future__ import annotations

import frappe
import pytest
from erpnext.controllers.queries import get_batch_no
from erpnext.stock.doctype.serial_and_batch_bundle.serial_and_batch_bundle import get_auto_data
from frappe.desk.search import search_link, search_widget
from frappe.handler import execute_cmd
from frappe.utils import set_request

from batch_trace.api import holds, items, pickers
from tests.integration.support.plant import GOODS, STORES, make_item
from tests.integration.support.qa import control, decide, hold

pytestmark = pytest.mark.usefixtures("plant")
QUERY = "batch_trace.api.pickers.batches"
AUTO = "erpnext.stock.doctype.serial_and_batch_bundle.serial_and_batch_bundle.get_auto_data"


@pytest.fixture(autouse=True)
def rye(plant):
	"""An item of which nothing else is in stock."""
	make_item("RYE", has_batch_no=1)


def offered(voucher_type: str = "Delivery Note", txt: str = "", **wanted) -> dict[str, str]:
	"""Return what a link field offers, with the description under each."""
	filters = {"item_code": "RYE", "warehouse": STORES}
	filters["batch_trace"] = {"voucher_type": voucher_type, **wanted}
	found = search_link("Batch", txt, query=QUERY, filters=filters)
	return {row["value"]: row["description"] for row in found}


def test_without_anything_known_it_is_erpnexts_own_list(plant):
	plant.receive("RYE", 10, "F1")
	plant.receive("RYE", 10, "F2")
	filters = {"item_code": "RYE", "warehouse": STORES}
	ours = pickers.batches(
		"Batch", "", "name", 0, 20, {**filters, "batch_trace": {"voucher_type": "Delivery Note"}}
	)
	assert ours == get_batch_no("Batch", "", "name", 0, 20, filters)
	assert {row[0] for row in ours} == {"F1", "F2"}


def test_a_held_batch_is_not_offered_for_what_it_may_not_do(plant):
	plant.receive("RYE", 10, "F1")
	plant.receive("RYE", 10, "F2")
	hold("F1")
	assert set(offered()) == {"F2"}
	sample = {
		"batch_issue_reason": "Sample",
		"batch_issue_details": "laboratory",
		"purpose": "Material Issue",
	}
	assert offered("Stock Entry", **sample)["F1"].startswith("On Hold")
	assert set(offered("Stock Entry", purpose="Material Issue", items_made=[])) == {"F2"}
	assert set(offered("Stock Entry", purpose="Repack", items_made=["RYE"])) == {"F2"}
	assert set(offered("Stock Reconciliation", show_all=1)) == {"F1", "F2"}


def test_a_hold_in_one_warehouse_stops_there_alone(plant):
	plant.receive("RYE", 10, "F1")
	plant.transfer("RYE", "F1", 4)
	hold("F1", warehouse=STORES)
	assert not offered()
	filters = {"item_code": "RYE", "warehouse": GOODS, "batch_trace": {"voucher_type": "Delivery Note"}}
	assert [row["value"] for row in search_link("Batch", "", query=QUERY, filters=filters)] == ["F1"]


def test_the_status_stands_beside_the_expiry(plant):
	control("RYE", status_after_receipt="Quarantine")
	plant.batch("RYE", "F1", expiry_date=plant.later(100))
	plant.receive("RYE", 10, "F1")
	assert not offered()
	decide("Released", "F1")
	assert offered()["F1"].startswith("Released, 10.0")
	assert f"EXP-{plant.later(100)}" in offered()["F1"]


def test_a_return_to_the_supplier_is_searched_as_a_plain_link(plant):
	plant.receive("RYE", 10, "F1")
	plant.receive("RYE", 10, "F2")
	wanted = {"voucher_type": "Purchase Receipt", "is_return": 1}

	def found(**filters):
		rows = search_widget("Batch", "", query=QUERY, filters={"item": "RYE", **filters}, page_length=20)
		return [row[0] for row in rows]

	plain = [row[0] for row in search_widget("Batch", "", filters={"item": "RYE"}, page_length=20)]
	assert found(batch_trace=wanted) == plain
	hold("F1")
	assert found(batch_trace=wanted) == [name for name in plain if name != "F1"]


def test_a_page_of_stopped_batches_does_not_end_the_list(plant):
	names = [plant.batch("RYE", f"F{n}") for n in range(6)]
	for name in names:
		plant.receive("RYE", 1, name)
	order = [row[0] for row in search_widget("Batch", "", filters={"item": "RYE"}, page_length=20)]
	hold(*order[:4])
	given = {"item": "RYE", "batch_trace": {"voucher_type": "Purchase Receipt", "is_return": 1}}
	page = pickers.batches("Batch", "", "name", 0, 2, given)
	assert [row[0] for row in page] == order[4:6]


def test_the_dialog_fetches_as_erpnext_does_unless_a_batch_is_stopped(plant):
	for name in ("F1", "F2", "F3"):
		plant.receive("RYE", 10, name)
	args = {
		"item_code": "RYE",
		"warehouse": STORES,
		"has_serial_no": 0,
		"has_batch_no": 1,
		"based_on": "FIFO",
	}
	for qty in (0, 15, 99):
		assert pickers.auto_data(**args, qty=qty) == get_auto_data(**args, qty=qty)
	hold("F1")
	found = pickers.auto_data(**args, qty=15)
	assert [(row["batch_no"], row["qty"]) for row in found] == [("F2", 10), ("F3", 5)]


def test_erpnexts_own_address_leads_here(plant):
	for name in ("F1", "F2"):
		plant.receive("RYE", 10, name)
	hold("F1")
	set_request(method="POST", path="/")
	frappe.local.form_dict = frappe._dict(
		cmd=AUTO, item_code="RYE", warehouse=STORES, has_serial_no=0, has_batch_no=1, qty=5
	)
	found = execute_cmd(AUTO)
	del frappe.local.request
	assert [row["batch_no"] for row in found] == ["F2"]


def test_serial_numbers_of_a_held_batch_are_not_fetched(plant):
	for batch, serials in (("R1", "S1\nS2"), ("R2", "S3\nS4")):
		plant.receive("FRIDGE", 2, batch, serial_no=serials)
	hold("R1")
	found = pickers.auto_data(item_code="FRIDGE", warehouse=STORES, has_serial_no=1, has_batch_no=1, qty=2)
	assert {row["serial_no"] for row in found} == {"S3", "S4"}


def test_the_item_tells_its_stock_by_status(plant):
	plant.receive("RYE", 10, "F1")
	plant.receive("RYE", 5, "F2")
	plant.transfer("RYE", "F2", 2)
	assert items.stock_by_status("RYE") == [{"status": "", "batches": 2, "quantity": 15}]
	hold("F2")
	assert items.stock_by_status("RYE") == [
		{"status": "", "batches": 1, "quantity": 10},
		{"status": "On Hold", "batches": 1, "quantity": 5},
	]


def test_holds_in_force_and_what_they_caused(plant):
	plant.receive("RYE", 10, "F1")
	plant.repack([("RYE", "F1", 5)], [("BREAD", "B1", 5)])
	cause = hold("F1", include_descendants=1)
	assert [row["hold"] for row in holds.in_force("F1")] == [cause]
	asked = holds.before_release(cause)
	assert asked["is_signed"] and [row["caused_by"] for row in holds.in_force("B1")] == [cause]
	assert asked["derived"] == [holds.in_force("B1")[0]["hold"]]
