"""What ERPNext has spelled in several ways is found by what a doctype has, not by a version's number."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.ledger import compat

SCRAP = [
	({"is_scrap_item"}, {"is_scrap_item": 1}),
	({"is_scrap_item", "type"}, {"type": "Scrap"}),
	({"secondary_item_type", "is_legacy_scrap_item"}, {"secondary_item_type": "Scrap"}),
	(set(), {}),
]


class Meta:
	"""A doctype with these fields."""

	def __init__(self, fields: set[str]) -> None:
		self.fields = fields

	def has_field(self, field: str) -> bool:
		return field in self.fields


@pytest.mark.parametrize(("fields", "row"), SCRAP)
def test_scrap_in_each_spelling(site, monkeypatch, fields, row):
	monkeypatch.setattr(frappe, "get_meta", lambda doctype: Meta(fields))
	assert compat.scrap_row() == row


@pytest.mark.parametrize("fields", [{"scrap_items"}, {"secondary_items"}])
def test_the_table_of_by_products_of_a_bom(site, monkeypatch, fields):
	monkeypatch.setattr(frappe, "get_meta", lambda doctype: Meta(fields))
	assert {compat.scrap_table()} == fields


def test_this_version_has_what_is_found(site):
	meta = frappe.get_meta("Stock Entry Detail")
	assert all(meta.has_field(field) for field in compat.scrap_row()) and compat.scrap_row()
	assert frappe.get_meta("BOM").has_field(compat.scrap_table())
	fields = compat.bundle_time("2026-01-02", "03:04:05")
	assert all(frappe.get_meta("Serial and Batch Bundle").has_field(field) for field in fields)
