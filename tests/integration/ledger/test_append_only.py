"""The ledger is evidence: through Frappe nobody changes, deletes or renames what is in it."""

from __future__ import annotations

import frappe
import pytest
from frappe.model.rename_doc import rename_doc

from batch_trace.api import gaps
from batch_trace.control.corrections import evidence as corrections
from batch_trace.control.loosening import evidence
from batch_trace.ledger import check
from tests.integration.support.attempts import attempts
from tests.integration.support.picks import record_pick
from tests.integration.support.plant import STORES
from tests.integration.support.qa import hold
from tests.integration.support.voucher_entries import entries

pytestmark = pytest.mark.usefixtures("agreement")

LEDGER = [
	"Trace Event",
	"Trace Entry",
	"Batch Balance",
	"Batch Pick",
	"Trace Gap Repair",
	"Batch Control Change",
	"Batch Correction",
	"Dispatch Record",
	"Submitted Row",
]


@pytest.fixture
def traced(plant):
	"""A receipt of batch F1 in the ledger, a pick of it, a repair of its balance, a change that freed it, a correction, a shipment, and a hold."""
	received = plant.receive("FLOUR", 100, "F1")
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = 99")
	check.check()
	gaps.repair_all()
	record_pick("FLOUR", "F1", STORES, 1)
	evidence.keep("Batch Control Policy", "Plain", ["milder"], ["F1"], "agreed")
	corrections.keep("F1", ["Supplier Batch: L-1 → L-2"], ("L-1", "L-2"), "typing error")
	plant.ship("FLOUR", 1, "F1", header={"driver_name": "Ann"})
	hold("F1")
	return received


@pytest.mark.parametrize("doctype", LEDGER)
def test_no_way_through_frappe(traced, doctype):
	before = frappe.db.sql(f"SELECT * FROM `tab{doctype}` ORDER BY name")
	done = []
	for how, attempt in attempts(doctype).items():
		frappe.db.savepoint("attempt")
		try:
			attempt()
		except Exception as error:
			frappe.db.rollback(save_point="attempt")  # as the request would be
			if not isinstance(error, frappe.ValidationError | frappe.PermissionError):
				done.append(f"{how}: {error!r}")
		else:
			done.append(how)
	assert done == []
	assert frappe.db.sql(f"SELECT * FROM `tab{doctype}` ORDER BY name") == before


@pytest.mark.parametrize("doctype", LEDGER)
def test_no_role_may_write(traced, doctype):
	rights = {(p.create, p.write, p.delete, p.submit, p.cancel) for p in frappe.get_meta(doctype).permissions}
	assert rights == {(0, 0, 0, 0, 0)}


def test_a_traced_batch_keeps_its_name(plant, traced):
	other = plant.batch("FLOUR", "F2")
	for old, new, merge in (("F1", "F9", False), ("F1", other, True)):
		with pytest.raises(frappe.ValidationError, match="trace ledger"):
			rename_doc("Batch", old, new, force=True, merge=merge)


def test_nothing_is_merged_into_a_traced_batch(plant, traced):
	plant.batch("FLOUR", "F2")
	with pytest.raises(frappe.ValidationError, match="trace ledger"):
		rename_doc("Batch", "F2", "F1", force=True, merge=True)


def test_a_batch_that_never_moved_may_be_renamed(plant):
	plant.batch("FLOUR", "F2")
	rename_doc("Batch", "F2", "F3", force=True)
	assert frappe.db.exists("Batch", "F3")


def test_deleting_all_transactions_of_the_company_leaves_the_ledger(plant, traced):
	record = frappe.get_doc({"doctype": "Transaction Deletion Record", "company": plant.company})
	ignored = frappe.get_hooks("company_data_to_be_ignored")
	assert {"Trace Event", "Trace Gap"} <= set(ignored)
	with_company = set(
		frappe.get_all("DocField", {"fieldname": "company", "parent": ["in", LEDGER]}, pluck="parent")
	)
	assert with_company <= set(ignored), f"{record.doctype} deletes what has a company"
	assert entries(traced.name) == [("In", "F1", 100)]
	assert frappe.db.get_value("Batch Balance", {"batch": "F1"}, "warehouse") == STORES
