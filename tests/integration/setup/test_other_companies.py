"""What users limited to another company or customer get by lists of child tables, pickers, traces, picks and holds: nothing."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import pickers, status
from batch_trace.api.trace import trace
from tests.integration.support.access import as_user, other_company
from tests.integration.support.bakery import reader
from tests.integration.support.plant import CUSTOMER, OTHER_CUSTOMER, STORES
from tests.integration.support.qa import control, decide, hold
from tests.integration.support.reserving import order, reserve

pytestmark = pytest.mark.usefixtures("plant")
QA_ROLES = ("Quality Manager", "Stock Manager", "Stock User", "Batch QA Releaser", "Sales Manager")


@pytest.fixture
def stock(plant):
	"""A batch in one company, held, decided on and reserved."""
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10))
	reserve("Sales Order", order("FLOUR", 2).name, ("F2", 2))
	hold("F1")
	decide("Rejected", "F1")
	return plant


@pytest.fixture
def far(stock):
	"""A user of another company with every right there."""
	user = reader("qa-far-away@example.com", *QA_ROLES, company=other_company())
	as_user(user)
	return user


@pytest.mark.parametrize(
	("child", "parent"),
	[
		("Batch Hold Batch", "Batch Hold"),
		("Batch Disposition Batch", "Batch Disposition"),
		("Batch Disposition Evidence", "Batch Disposition"),
		("Batch Reservation Batch", "Batch Reservation"),
	],
)
def test_rows_of_another_companys_documents_are_not_listed(stock, far, child, parent):
	assert frappe.client.get_list(child, fields=["name", "parent"], parent=parent) == []
	assert frappe.client.get_list(parent) == []
	frappe.set_user("Administrator")
	if child != "Batch Disposition Evidence":
		assert frappe.client.get_list(child, fields=["name"], parent=parent)


def test_they_do_not_hold_or_decide_on_stock_of_another_company(stock, far):
	with pytest.raises(frappe.PermissionError, match=r"F2.*only in warehouses that you may not read"):
		status.hold("F2", "mischief")
	with pytest.raises(frappe.PermissionError):
		frappe.get_doc(doctype="Batch Hold", reason="mischief", batches=[{"batch": "F2"}]).insert()
	with pytest.raises(frappe.PermissionError):
		status.dispose("F2", "Rejected", "mischief", "password")


def test_a_batch_without_stock_may_be_held_by_all(stock, far):
	frappe.set_user("Administrator")
	stock.batch("FLOUR", "F9")
	frappe.set_user(far)
	status.hold("F9", "announced by the supplier")


def test_pickers_offer_nothing_of_another_companys_warehouse(stock, far):
	for ask in (
		lambda: pickers.batches("Batch", "", "name", 0, 20, {"item_code": "FLOUR", "warehouse": STORES}),
		lambda: pickers.auto_data(item_code="FLOUR", warehouse=STORES, has_batch_no=1, qty=1),
	):
		with pytest.raises(frappe.PermissionError, match="may not read"):
			ask()


@pytest.fixture
def customers_user(plant):
	"""A user of one customer, and a delivery to the other one."""
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10))
	note = plant.ship("FLOUR", 1, "F1", customer=CUSTOMER)
	as_user(reader("of-the-other@example.com", "Stock User", "Sales User", customer=OTHER_CUSTOMER))
	return note


def test_a_trace_does_not_start_from_a_voucher_that_the_user_may_not_read(customers_user):
	with pytest.raises(frappe.PermissionError, match="may not read"):
		trace(customers_user.name, "Delivery Note")
	frappe.set_user("Administrator")
	assert trace(customers_user.name, "Delivery Note")["batches"]


def test_picks_for_another_customer_are_not_listed(customers_user):
	assert frappe.get_list("Batch Pick", {"voucher_no": customers_user.name}) == []
	pick = frappe.get_all("Batch Pick", {"voucher_no": customers_user.name}, pluck="name")[0]
	assert not frappe.has_permission("Batch Pick", "read", doc=frappe.get_doc("Batch Pick", pick))
	report = "batch_trace.batch_trace.report.fefo_compliance.fefo_compliance.execute"
	rows = frappe.get_attr(report)({})[1]
	assert customers_user.name not in frappe.as_json(rows)
