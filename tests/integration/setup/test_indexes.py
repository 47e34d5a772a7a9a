"""The app's indexes on ERPNext's tables and on its own, which its queries rely on."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.ledger.stock import CANCELLED_BUNDLE_ROWS
from batch_trace.setup.install import INDEXES, after_migrate


@pytest.mark.parametrize("name", INDEXES)
def test_it_is_there(site, name):
	doctype, fields = INDEXES[name]
	assert columns_of(doctype, name) == fields


def test_an_older_site_gets_an_index_that_a_newer_version_adds(site):
	"""Frappe asks a doctype for its indexes only when its definition has changed."""
	frappe.db.sql_ddl("ALTER TABLE `tabTrace Entry` DROP INDEX item_entered_index")
	after_migrate()
	assert columns_of("Trace Entry", "item_entered_index") == ["item_code", "creation"]


def columns_of(doctype: str, name: str) -> list[str]:
	rows = frappe.db.sql(f"SHOW INDEX FROM `tab{doctype}` WHERE Key_name = %s", name, as_dict=True)
	return [row.Column_name for row in sorted(rows, key=lambda row: row.Seq_in_index)]


def test_bundles_of_a_voucher_can_be_looked_up(plant):
	"""Version 16 has dropped its index: without one, each cancellation would read all bundles of the voucher's type."""
	values = {"voucher_type": "Stock Entry", "voucher_nos": ("SE-1", "SE-2")}
	plan = frappe.db.sql(f"EXPLAIN {CANCELLED_BUNDLE_ROWS}", values, as_dict=True)
	[bundles] = [row for row in plan if row.table == "sbb"]
	assert "batch_trace_voucher" in bundles.possible_keys.split(",")
