"""Global search finds batches by their number and the supplier's; a site that has decided otherwise stays so."""

from __future__ import annotations

import frappe
from frappe.utils import global_search

from batch_trace.ledger import supplier_batches
from batch_trace.setup import searching

FIELDS = {"batch_id", "supplier_batch"}


def searched() -> set[str]:
	return {field.fieldname for field in frappe.get_meta("Batch").get_global_search_fields()}


def test_batches_are_searched_by_both_numbers(db):
	assert searched() >= FIELDS


def test_a_received_batch_is_found_by_the_number_of_its_supplier(plant, monkeypatch):
	indexed: list[str] = []
	monkeypatch.setattr(global_search, "sync_value_in_queue", lambda value: indexed.append(value["content"]))
	later: list[dict] = []
	monkeypatch.setattr(supplier_batches.frappe, "enqueue", lambda method, **kwargs: later.append(kwargs))
	plant.receive("FLOUR", 10, "F1", supplier_batch="MILL-4711")
	[job] = [kwargs for kwargs in later if "batches" in kwargs]
	assert job["enqueue_after_commit"]
	supplier_batches.index(job["batches"])
	assert "MILL-4711" in indexed[-1]


def test_what_the_site_has_decided_stays(db):
	setter = {"doc_type": "Batch", "field_name": "batch_id", "property": "in_global_search"}
	frappe.db.set_value("Property Setter", setter, "value", "0")
	frappe.clear_cache(doctype="Batch")
	searching.make_searchable()
	assert "batch_id" not in searched()


def test_uninstalling_gives_the_search_back(db):
	searching.give_back()
	assert "batch_id" not in searched()
	searching.make_searchable()
	assert "batch_id" in searched()
