"""Whoever may not see a draft does not take it over by saving it with a batch, warehouse or customer that they may see."""

from __future__ import annotations

import json

import frappe
import pytest

from tests.integration.support.access import as_user, other_company
from tests.integration.support.bakery import reader
from tests.integration.support.plant import COMPANY, CUSTOMER, GOODS, STORES, make
from tests.integration.support.qa import control, hold
from tests.integration.support.reserving import reserve


@pytest.fixture
def stock(plant):
	"""Batch F1 is in stock at our company; batch FREE has not come yet, so everybody sees it."""
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	plant.batch("FLOUR", "FREE")
	return plant


def far(*roles: str) -> None:
	as_user(reader("far-drafts@example.com", *roles, company=other_company()))


def take_over(doc, **given: object) -> None:
	frappe.client.save(json.dumps({**doc.as_dict(), **given}, default=str))


@pytest.mark.parametrize(
	"values",
	[{"doctype": "Batch Hold"}, {"doctype": "Batch Disposition", "decision": "Rejected"}],
	ids=lambda values: values["doctype"],
)
def test_a_draft_hold_or_decision_is_not_taken_over_with_another_batch(stock, values):
	theirs = frappe.get_doc(reason="metal", batches=[{"batch": "F1"}], **values).insert()
	row = theirs.batches[0]
	far("Quality Manager", "Batch QA Releaser")
	for rows in ([{**row.as_dict(), "batch": "FREE"}], [{"batch": "FREE"}], []):
		with pytest.raises(frappe.PermissionError):
			take_over(theirs, batches=rows)
	with pytest.raises(frappe.PermissionError):
		frappe.client.set_value(row.doctype, row.name, "batch", "FREE")
	frappe.set_user("Administrator")
	assert [row.batch for row in theirs.reload().batches] == ["F1"]


def test_a_draft_hold_is_not_taken_over_with_another_warehouse(stock):
	theirs = frappe.get_doc(
		doctype="Batch Hold", reason="metal", batches=[{"batch": "F1", "warehouse": STORES}]
	).insert()
	as_user(reader("goods-only@example.com", "Quality Manager", "Stock User", warehouse=GOODS))
	with pytest.raises(frappe.PermissionError):
		take_over(theirs, batches=[{**theirs.batches[0].as_dict(), "warehouse": GOODS}])


def test_a_draft_of_several_batches_does_not_lose_those_that_its_writer_may_not_see(stock):
	theirs = frappe.get_doc(
		doctype="Batch Hold", reason="metal", batches=[{"batch": "F1"}, {"batch": "FREE"}]
	).insert()
	far("Quality Manager")
	assert theirs.has_permission("read")
	with pytest.raises(frappe.PermissionError):
		take_over(theirs, batches=[theirs.batches[1].as_dict()])


def test_a_draft_override_is_not_taken_over_with_another_batch(stock):
	hold("F1")
	row = {"item_code": "FLOUR", "qty": 1, "rate": 2, "warehouse": STORES, "batch_no": "F1"}
	note = make(
		"Delivery Note", company=COMPANY, customer=CUSTOMER, items=[{**row, "use_serial_batch_fields": 1}]
	)
	voucher = {"voucher_type": "Delivery Note", "voucher_no": note.name, "warehouse": STORES}
	theirs = frappe.get_doc(doctype="Batch Override", batch="F1", reason="sample", **voucher).insert()
	far("Batch QA Override", "Stock User")
	with pytest.raises(frappe.PermissionError):
		take_over(theirs, batch="FREE")
	with pytest.raises(frappe.PermissionError):
		frappe.client.set_value("Batch Override", theirs.name, "batch", "FREE")


def test_a_draft_reservation_is_not_taken_over_with_another_warehouse(stock):
	theirs = reserve("Customer", CUSTOMER, ("F1", 6), submit=False)
	as_user(reader("reserves-goods@example.com", "Stock Manager", "Sales User", warehouse=GOODS))
	with pytest.raises(frappe.PermissionError):
		take_over(theirs, batches=[{**theirs.batches[0].as_dict(), "warehouse": GOODS}])


def test_who_may_see_a_draft_still_changes_it(stock):
	mine = frappe.get_doc(doctype="Batch Hold", reason="metal", batches=[{"batch": "F1"}]).insert()
	as_user(reader("our-drafts@example.com", "Quality Manager", "Stock User", company=COMPANY))
	take_over(mine, batches=[{"batch": "FREE"}])
	assert [row.batch for row in frappe.get_doc("Batch Hold", mine.name).batches] == ["FREE"]
