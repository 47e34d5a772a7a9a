"""Who makes reservations, who reads them, and what a refusal tells those who may not."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import reservations
from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.control.reservations import promised
from batch_trace.control.reservations.refusal import BatchReserved
from tests.integration.support.access import as_user, other_company
from tests.integration.support.bakery import reader
from tests.integration.support.plant import CUSTOMER, GOODS, OTHER_CUSTOMER, STORES, warehouse
from tests.integration.support.reserving import order, reserve

MAKERS = ("Stock Manager", "Manufacturing Manager", "Sales Manager")


@pytest.fixture
def reserved(plant):
	"""Six of ten kilograms reserved for a customer."""
	plant.stock(("FLOUR", "F1", 10))
	return reserve("Customer", CUSTOMER, ("F1", 6))


@pytest.mark.parametrize("role", MAKERS)
def test_managers_reserve_and_release(plant, role):
	plant.stock(("FLOUR", "F1", 10))
	as_user(reader(f"{frappe.scrub(role)}@example.com", role, "Sales User"))
	mine = reserve("Customer", CUSTOMER, ("F1", 6))
	reservations.release(mine.name, "not wanted")
	assert mine.reload().status == "Released" and mine.released_by == frappe.session.user


def test_users_read_but_do_not_release(reserved):
	as_user(reader("sales-user@example.com", "Sales User"))
	assert frappe.get_list("Batch Reservation", pluck="name") == [reserved.name]
	with pytest.raises(frappe.PermissionError):
		reservations.release(reserved.name, "I want it")
	with pytest.raises(frappe.PermissionError):
		reserve("Customer", OTHER_CUSTOMER, ("F1", 1))


def test_a_release_says_why_and_happens_once(reserved):
	with pytest.raises(frappe.ValidationError, match="Enter a reason"):
		reservations.release(reserved.name, " ")
	reservations.release(reserved.name, "not wanted")
	with pytest.raises(frappe.ValidationError, match="keeps nothing"):
		reservations.release(reserved.name, "again")


def test_another_company_reads_nothing_of_it(plant, reserved):
	as_user(reader("elsewhere@example.com", "Stock User", "Sales User", company=other_company()))
	assert frappe.get_list("Batch Reservation", pluck="name") == []
	assert not frappe.has_permission("Batch Reservation", "read", reserved)
	told = frappe.as_json(list(promised.by_others("FLOUR", [STORES], ["F1"], Beneficiary()).values()))
	assert "somebody else" in told and CUSTOMER not in told and reserved.name not in told


def test_who_may_not_read_the_customer_is_refused_without_its_name(plant, reserved):
	user = reader(
		"one-customer@example.com", "Stock User", "Sales User", "Accounts User", customer=OTHER_CUSTOMER
	)
	as_user(user)
	assert frappe.get_list("Batch Reservation", pluck="name") == []
	with pytest.raises(BatchReserved, match="6 reserved for somebody else") as refused:
		plant.stock_entry("Material Issue", [("FLOUR", "F1", 5)])
	assert CUSTOMER not in str(refused.value) and reserved.name not in str(refused.value)


def test_who_may_read_another_warehouse_only_does_not_read_it(plant, reserved):
	as_user(reader("one-place@example.com", "Stock User", "Sales User", warehouse=GOODS))
	assert frappe.get_list("Batch Reservation", pluck="name") == []
	assert not frappe.has_permission("Batch Reservation", "read", reserved)


def test_nobody_reserves_for_an_order_they_may_not_read(plant):
	plant.stock(("FLOUR", "F1", 10))
	so = order("FLOUR", 5)
	as_user(reader("other-market@example.com", "Stock Manager", "Sales User", customer=OTHER_CUSTOMER))
	with pytest.raises(frappe.PermissionError):
		reserve("Sales Order", so.name, ("F1", 1))


def test_a_warehouse_with_a_percent_sign_is_hidden_like_any_other(plant):
	cellar = warehouse("50% Cellar")
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10, cellar))
	shown = reserve("Customer", CUSTOMER, ("F1", 2))
	reserve("Customer", CUSTOMER, ("F2", 2, cellar))
	as_user(reader("stores-only@example.com", "Stock User", warehouse=STORES))
	assert frappe.get_list("Batch Reservation", pluck="name") == [shown.name]
