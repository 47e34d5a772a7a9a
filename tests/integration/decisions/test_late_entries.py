"""A use that was before the expiry date and is entered after it: signed, it passes; nothing is shipped in this way."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import status
from tests.integration.support.plant import COMPANY, CUSTOMER, STORES, make
from tests.integration.support.qa import PASSWORD, control, give_password, hold, refused


@pytest.fixture
def expired(plant):
	"""Ten kilograms of a batch that came twenty days ago and expired yesterday, and whose uses may be entered for a week."""
	control("FLOUR", late_entry_days=7)
	old = {"set_posting_time": 1, "posting_date": plant.later(-20)}
	plant.stock_entry("Material Receipt", [], [("FLOUR", "F1", 10)], **old)
	frappe.db.set_value("Batch", "F1", "expiry_date", plant.later(-1))
	return plant


def use(plant, days: int, made: str = "DOUGH"):
	"""Return the draft of a Repack of five kilograms, posted some days from now."""
	rows = [
		plant._row("FLOUR", "F1", 5, source=True),
		plant._row(made, f"{made}-LATE", 5, source=False) | {"set_basic_rate_manually": 1},
	]
	return make(
		"Stock Entry",
		company=COMPANY,
		stock_entry_type="Repack",
		purpose="Repack",
		set_posting_time=1,
		posting_date=plant.later(days),
		items=rows,
	)


def sign(draft):
	"""Sign an override of a draft for the batch."""
	names = {"voucher_type": draft.doctype, "voucher_no": draft.name, "batch": "F1"}
	doc = frappe.get_doc(doctype="Batch Override", **names, reason="the shift forgot to book it").insert()
	give_password()
	status.sign_and_submit("Batch Override", doc.name, "Override", PASSWORD)
	return frappe.get_doc("Batch Override", doc.name)


def submit(draft) -> None:
	frappe.get_doc(draft.doctype, draft.name).submit()


def test_a_use_before_the_expiry_is_entered_after_it(expired):
	draft = use(expired, -5)
	with refused("only entered late"):
		submit(draft)
	override = sign(draft)
	submit(draft)
	override.reload()
	assert str(override.late_entry_of) == expired.later(-5) and override.used_on


@pytest.mark.parametrize("days", [0, -8])
def test_a_use_after_the_expiry_or_too_long_ago_is_none(expired, days):
	with pytest.raises(frappe.ValidationError, match=r"Overrides are switched off|has expired"):
		sign(use(expired, days))


def test_the_policy_forbids_it_by_default(expired):
	control("FLOUR")
	with pytest.raises(frappe.ValidationError, match="Overrides are switched off"):
		sign(use(expired, -5))


def test_what_was_signed_for_one_day_counts_for_no_other(expired):
	draft = use(expired, -5)
	sign(draft)
	draft.reload()
	draft.posting_date = expired.later(-3)
	draft.save()
	with refused("Expired"):
		submit(draft)


def test_a_hold_is_not_overridden(expired):
	draft = use(expired, -5)
	sign(draft)
	hold("F1")
	with refused("On Hold"):
		submit(draft)


def test_a_held_batch_has_no_late_entries(expired):
	hold("F1")
	with pytest.raises(frappe.ValidationError, match="Overrides are switched off"):
		sign(use(expired, -5))


def test_neither_a_shipment_nor_an_issue_nor_a_split_is_a_late_entry(expired):
	row = {"item_code": "FLOUR", "qty": 2, "rate": 2, "warehouse": STORES, "batch_no": "F1"}
	past = {"set_posting_time": 1, "posting_date": expired.later(-5)}
	note = make(
		"Delivery Note",
		company=COMPANY,
		customer=CUSTOMER,
		items=[{**row, "use_serial_batch_fields": 1}],
		**past,
	)
	issue = make(
		"Stock Entry",
		company=COMPANY,
		stock_entry_type="Material Issue",
		purpose="Material Issue",
		items=[expired._row("FLOUR", "F1", 5, source=True)],
		**past,
	)
	for draft in (note, issue, use(expired, -5, "FLOUR")):
		with pytest.raises(frappe.ValidationError, match="Overrides are switched off"):
			sign(draft)
