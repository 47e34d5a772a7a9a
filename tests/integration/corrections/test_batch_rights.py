"""Who makes batches may change what they say until others rely on it, and never sets a stopped one free."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.receiving.test_lots import draft, enter
from tests.integration.support import numbering
from tests.integration.support.plant import STORES
from tests.integration.support.qa import control
from tests.integration.support.roles import user_of


@pytest.fixture
def own(plant) -> str:
	"""A batch under control that a clerk has made and received, and of which some was shipped."""
	control("FLOUR")
	doc = draft()
	frappe.set_user(user_of("Stock User"))
	enter(doc, {"batch": "OWN", "quantity": 5, "country_of_origin": "Germany"})
	doc.submit()
	frappe.set_user("Administrator")
	plant.ship("FLOUR", 1, "OWN")
	return "OWN"


def change(batch: str, **values: object) -> None:
	doc = frappe.get_doc("Batch", batch)
	doc.update(values)
	doc.save()


def test_a_clerk_uses_no_batch_again_that_was_disabled(own):
	change(own, disabled=1)
	frappe.set_user(user_of("Stock User"))
	with pytest.raises(frappe.PermissionError, match="ask someone with the role Batch QA Releaser"):
		change(own, disabled=0)


@pytest.mark.parametrize("field", ["country_of_origin", "traceability_lot_code_source"])
def test_what_customers_were_told_is_changed_by_a_correction(own, field):
	frappe.set_user(user_of("Stock User"))
	with pytest.raises(frappe.PermissionError, match="only QA may correct this"):
		change(own, **{field: "France"})


def test_how_much_there_is_of_a_batch_is_counted_and_not_typed(own):
	before = frappe.db.get_value("Batch", own, "batch_qty")
	change(own, batch_qty=999)
	assert frappe.db.get_value("Batch", own, "batch_qty") == before


def test_throwing_a_draft_away_deletes_no_batch_of_somebody_else(plant):
	code, _start = numbering.ruled()
	theirs = frappe.get_doc(doctype="Batch", item=code).insert().name
	mine = draft(code, warehouse=STORES)
	frappe.set_user(user_of("Stock User"))
	enter(mine, {"batch": theirs, "quantity": 1})
	frappe.delete_doc("Purchase Receipt", mine.name)
	assert frappe.db.exists("Batch", theirs)
