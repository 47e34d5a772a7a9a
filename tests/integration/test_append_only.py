"""The ledger is evidence: through Frappe nobody changes, deletes or renames what is in it."""

from __future__ import annotations

import frappe
import pytest
from frappe import client
from frappe.model.rename_doc import rename_doc
from picks import record_pick
from plant import STORES
from voucher_entries import entries

from batch_trace.api import gaps
from batch_trace.ledger import check

pytestmark = pytest.mark.usefixtures("agreement")

LEDGER = ["Trace Event", "Trace Entry", "Batch Balance", "Batch Pick", "Trace Gap Repair"]


@pytest.fixture
def traced(plant):
	"""A receipt of batch F1 in the ledger, a pick of it, and a repair of its balance."""
	received = plant.receive("FLOUR", 100, "F1")
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = 99")
	check.check()
	gaps.repair_all()
	record_pick("FLOUR", "F1", STORES, 1)
	return received


def attempts(doctype: str):
	"""Return everything that Frappe's documents and calls offer to change a row."""
	name = frappe.get_last_doc(doctype).name

	def save(**flags: object) -> None:
		doc = frappe.get_doc(doctype, name)
		doc.voucher_no = doc.warehouse = "forged"
		doc.flags.update({"ignore_permissions": True, **flags})
		doc.save()

	def bulk_update() -> None:
		changes = [{"doctype": doctype, "docname": name, "warehouse": "forged", "voucher_no": "forged"}]
		failed = client.bulk_update(frappe.as_json(changes))["failed_docs"]
		if failed:
			raise frappe.PermissionError

	return {
		"save": save,
		"save past validation": lambda: save(ignore_validate=True),
		"save past mandatory": lambda: save(ignore_mandatory=True, ignore_links=True, ignore_version=True),
		"db_set": lambda: frappe.get_doc(doctype, name).db_set("warehouse", "forged"),
		"db_update": lambda: frappe.get_doc(doctype, name).db_update(),
		"insert": lambda: frappe.get_doc({"doctype": doctype}).insert(ignore_permissions=True),
		"insert past validation": lambda: frappe.copy_doc(frappe.get_doc(doctype, name)).db_insert(),
		"delete": lambda: frappe.get_doc(doctype, name).delete(ignore_permissions=True),
		"delete with force": lambda: frappe.delete_doc(doctype, name, force=1, ignore_permissions=True),
		"delete past the hook": lambda: frappe.delete_doc(doctype, name, force=1, ignore_on_trash=True),
		"rename": lambda: rename_doc(doctype, name, "999999", force=True),
		"merge": lambda: rename_doc(doctype, name, "999999", force=True, merge=True),
		"client set_value": lambda: client.set_value(doctype, name, "warehouse", "forged"),
		"client save": lambda: client.save(frappe.get_doc(doctype, name).as_json()),
		"client insert": lambda: client.insert({"doctype": doctype}),
		"client delete": lambda: client.delete(doctype, name),
		"client bulk_update": bulk_update,
	}


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
