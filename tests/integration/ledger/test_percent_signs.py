"""Names with a percent sign or a quotation mark in them are hidden and shown like any other, on every list."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.signatures.signing import SIGNATURE, sign
from batch_trace.ledger import capture
from batch_trace.ledger.compat import _without_percent as without_percent_in_texts
from batch_trace.ledger.compat import quoted
from tests.integration.support.access import as_user
from tests.integration.support.bakery import reader
from tests.integration.support.plant import CUSTOMER, STORES, warehouse
from tests.integration.support.qa import control, hold
from tests.integration.support.reserving import reserve
from tests.integration.support.signers import PASSWORD

NAMES = ("50% Cellar", "50%% (s) %s %(user)s", "O'Neil's 5%", "no sign")
WITH_BACKSLASHES = ("100% \\ 'off'", "\\%", "\\\\% \n", "\\n%", "%\\_")
"""Frappe 16 does not find documents of such names itself, where a user permission names them."""


@pytest.fixture(params=NAMES)
def name(request) -> str:
	return request.param


def customer(name: str) -> str:
	"""Make a customer of this name."""
	party = frappe.get_doc(doctype="Customer", customer_name=name, customer_type="Company")
	party.set_name = None
	return party.insert(set_name=name).name


@pytest.mark.parametrize("filters", [{}, {"docstatus": ["<", 2]}])
def test_holds_in_hidden_warehouses(plant, name, filters):
	control("FLOUR")
	hidden = warehouse(name)
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10, hidden))
	shown = hold("F1", warehouse=STORES)
	hold("F2", warehouse=hidden)
	as_user(reader("stores-only@example.com", "Batch Trace User", warehouse=STORES))
	assert frappe.get_list("Batch Hold", filters, pluck="name") == [shown]


@pytest.mark.parametrize("filters", [{}, {"reserved_for": "Customer"}])
def test_reservations_in_hidden_warehouses_and_for_hidden_customers(plant, name, filters):
	hidden, client = warehouse(name), customer(name)
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10, hidden))
	reserve("Customer", CUSTOMER, ("F1", 1))
	reserve("Customer", client, ("F2", 1, hidden))
	shown = reserve("Customer", client, ("F1", 1))
	as_user(reader("one@example.com", "Stock User", "Sales User", warehouse=STORES, customer=client))
	assert frappe.get_list("Batch Reservation", filters, pluck="name") == [shown.name]


@pytest.mark.parametrize("filters", [{}, {"event_type": "Shipment"}])
def test_events_of_hidden_customers(plant, name, filters):
	client = customer(name)
	plant.stock(("FLOUR", "F1", 10))
	plant.ship("FLOUR", 1, "F1", CUSTOMER)
	shown = plant.ship("FLOUR", 1, "F1", client)
	capture.flush()
	as_user(reader("one@example.com", "Batch Trace User", "Sales User", customer=client))
	filters = filters or {"party_type": ["is", "set"]}
	assert frappe.get_list("Trace Event", filters, pluck="voucher_no") == [shown.name]


@pytest.mark.parametrize("filters", [{}, {"meaning": "Release"}])
def test_signatures_of_hidden_records(record, name, filters):
	signed = sign(record, "Release", None, PASSWORD)
	frappe.set_user("Administrator")
	others = frappe.copy_doc(record)
	others.name = name
	others.db_insert()
	for one, given in ((record.name, [signed]), (name, [])):
		user = reader(f"{frappe.generate_hash(length=6)}@example.com", "Quality Manager", "Batch Auditor")
		permission = {"allow": "Quality Inspection", "for_value": one, "apply_to_all_doctypes": 1}
		frappe.get_doc(doctype="User Permission", user=user, **permission).insert()
		as_user(user)
		assert [str(found) for found in frappe.get_list(SIGNATURE, filters, pluck="name")] == given
		frappe.set_user("Administrator")


def test_names_mean_the_same(site):
	names = sorted((*NAMES, *WITH_BACKSLASHES))
	assert "%" not in quoted(names)
	assert list(frappe.db.sql(f"SELECT {quoted(names)}")[0]) == names


def test_patterns_mean_the_same(site):
	patterns = ("Batch T%", "50\\%", "%it''s%")
	asked = "SELECT name FROM `tabDocType` WHERE 7 % 4 = 3 AND (name LIKE '{}' OR name LIKE '{}' OR name LIKE '{}')"
	condition = without_percent_in_texts(asked.format(*patterns))
	assert condition.count("%") == 1
	found = frappe.db.sql(condition)
	assert ("Batch Trace Settings",) in found and found == frappe.db.sql(asked.format(*patterns))
