"""A hold in a warehouse that a user may not read stops them all the same, and tells them nothing of it."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import holds, status
from batch_trace.control.guard import guard
from batch_trace.control.guard.refusal import BatchStopped
from batch_trace.control.holds import preview
from batch_trace.control.movements.outward import Going
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.errors import UnknownStart
from tests.integration.support.access import as_user, other_company
from tests.integration.support.bakery import reader
from tests.integration.support.plant import GOODS, OTHER_CUSTOMER, STORES, make_return
from tests.integration.support.qa import control, hold
from tests.integration.support.reserving import order

SECRET = "glass splinters"


@pytest.fixture
def held(plant):
	"""A batch in two warehouses, held in the stores."""
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	plant.transfer("FLOUR", "F1", 2)
	return hold("F1", reason=SECRET, warehouse=STORES)


@pytest.fixture
def elsewhere(held):
	"""A user who may read the other warehouse only."""
	user = reader("one-warehouse@example.com", "Stock User", "Item Manager", "Sales User", warehouse=GOODS)
	as_user(user)
	return user


def test_the_hold_is_not_listed_or_opened(held, elsewhere):
	assert frappe.get_list("Batch Hold", pluck="name") == []
	assert not frappe.has_permission("Batch Hold", "read", frappe.get_doc("Batch Hold", held))
	assert holds.in_force("F1") == []
	for ask in (holds.before_release, holds.consequences):
		with pytest.raises(frappe.PermissionError):
			ask(held)


def test_a_user_of_another_company_reads_nothing_of_it(plant):
	control("FLOUR", status_after_return="Quarantine")
	plant.stock(("FLOUR", "F1", 10))
	make_return(plant.ship("FLOUR", 4, "F1"), -1)
	as_user(reader("far-away@example.com", "Stock User", "Item Manager", company=other_company()))
	assert frappe.get_list("Batch Hold") == []
	for ask in (status.batch_status, holds.in_force):
		with pytest.raises(
			frappe.PermissionError, match="only in warehouses that you may not read"
		) as refused:
			ask("F1")
		told = str(refused.value)
		assert "HOLD" not in told and STORES not in told and "Returned" not in told


def test_the_status_of_the_warehouse_is_refused(held, elsewhere):
	with pytest.raises(frappe.PermissionError, match="may not read Warehouse"):
		status.batch_status("F1", STORES)
	assert SECRET not in frappe.as_json([status.batch_status("F1"), status.batch_status("F1", GOODS)])
	with pytest.raises(frappe.PermissionError, match="may not read Warehouse"):
		status.preview_hold("F1", warehouse=STORES)
	with pytest.raises(frappe.PermissionError, match="may not read Warehouse"):
		status.hold("F1", "x", warehouse=STORES)


def test_holds_that_the_user_may_read_stay(held, elsewhere):
	frappe.set_user("Administrator")
	everywhere, here = hold("F1"), hold("F1", warehouse=GOODS)
	as_user(elsewhere)
	assert set(frappe.get_list("Batch Hold", pluck="name")) == {everywhere, here}
	assert {row["hold"] for row in holds.in_force("F1")} == {everywhere, here}
	assert holds.before_release(here)
	assert [row["quantity"] for row in holds.consequences(here)["batches"]] == [2]
	as_user(reader("any-warehouse@example.com", "Stock User", "Item Manager"))
	assert {row["hold"] for row in holds.in_force("F1")} == {held, everywhere, here}
	assert len(frappe.get_list("Batch Hold")) == 3


def test_a_cause_elsewhere_is_not_named(plant):
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F1", 2, GOODS))
	plant.repack([("FLOUR", "F1", 5)], [("BREAD", "B1", 5)])
	plant.transfer("BREAD", "B1", 1)
	cause = hold("F1", warehouse=STORES, include_descendants=1)
	[told] = holds.in_force("B1")
	assert told["caused_by"] == cause
	as_user(reader("one-warehouse@example.com", "Stock User", "Item Manager", warehouse=GOODS))
	[told] = holds.in_force("B1")
	assert told["caused_by"] == ""


def test_the_preview_counts_what_the_user_may_read(held, elsewhere):
	told = status.preview_hold("F1")
	assert (told["quantity"], told["value"], told["hidden"]) == (2, 2, 1)
	assert [row["quantity"] for row in told["batches"]] == [2]
	frappe.set_user("Administrator")
	told = status.preview_hold("F1")
	assert (told["quantity"], told["hidden"]) == (10, 0)


def test_the_guard_stops_without_naming_it(plant, held, elsewhere):
	frappe.set_user("Administrator")
	plant.stock(("FLOUR", "F2", 10))
	going = Going("Delivery Note", "", et.SHIPMENT, "F1", "FLOUR", STORES)
	for user, is_told in (("Administrator", True), (elsewhere, False)):
		as_user(user)
		with pytest.raises(BatchStopped, match="On Hold") as error:
			guard.check([going])
		words = str(error.value)
		assert all((word in words) == is_told for word in (held, SECRET, "F2")), words
		assert ("may not read" in words) != is_told


@pytest.mark.parametrize("role", ["Batch QA Reviewer", "Batch QA Releaser"])
def test_who_has_the_role_alone_sees_a_preview_and_places_the_hold(plant, role):
	plant.receive("FLOUR", 10, "F1")
	plant.ship("FLOUR", 4, "F1")
	order("FLOUR", 3)
	user = reader(f"{frappe.scrub(role)}@example.com", role)
	assert set(frappe.get_roles(user)) - {"All", "Guest", "Desk User"} == {role}
	as_user(user)
	told = status.preview_hold("F1", include_descendants=1)
	assert [row["batch"] for row in told["batches"]] == ["F1"]
	assert (told["promises"], told["orders"], told["hidden_documents"]) == ([], [], 1)
	assert (len(told["shipped"]), told["is_shipped_cut"]) == (1, False), "who has some is what QA must know"
	name = status.hold("F1", SECRET)
	assert frappe.db.get_value("Batch Hold", name, "docstatus") == 1


def test_who_may_read_all_is_told_of_all(plant):
	plant.receive("FLOUR", 10, "F1")
	plant.ship("FLOUR", 4, "F1")
	order("FLOUR", 3)
	told = status.preview_hold("F1")
	assert (len(told["orders"]), told["hidden_documents"]) == (1, 0)
	assert (len(told["shipped"]), told["is_shipped_cut"]) == (1, False)


def test_a_customer_that_the_user_may_not_read_is_left_out_with_a_hint(plant):
	plant.receive("FLOUR", 10, "F1")
	plant.ship("FLOUR", 4, "F1")
	as_user(
		reader(
			"one-customer@example.com", "Stock Manager", "Item Manager", "Sales User", customer=OTHER_CUSTOMER
		)
	)
	told = status.preview_hold("F1")
	assert (told["shipped"], told["is_shipped_cut"]) == ([], True)


def test_a_refusal_of_the_engine_has_words(plant, monkeypatch):
	def refuse(*args, **kwargs):
		raise UnknownStart("Batch", "F1")

	plant.receive("FLOUR", 10, "F1")
	monkeypatch.setattr(preview, "trace", refuse)
	with pytest.raises(frappe.DoesNotExistError):
		status.preview_hold("F1")
