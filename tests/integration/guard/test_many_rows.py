"""What the guard reads of a voucher does not grow with its rows, because its Bins stay locked meanwhile."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.qa import control


@pytest.fixture
def statements(monkeypatch):
	"""The statements that read the voucher's own record, since its Bins were locked."""
	run, seen = frappe.db.sql, []

	def sql(query, *args, **kwargs):
		seen.append(str(query))
		return run(query, *args, **kwargs)

	monkeypatch.setattr(frappe.db, "sql", sql)
	return seen


def test_a_voucher_of_many_rows_is_read_as_often_as_one_of_few(plant, statements):
	control("FLOUR", default_status="Released")
	lots = [("FLOUR", f"F{number}", 1) for number in range(12)]
	plant.stock(*[(item, batch, 5) for item, batch, _qty in lots])
	counts = []
	for rows in (lots[:2], lots):
		statements.clear()
		plant.stock_entry("Material Issue", rows)
		counts.append(sum("`batch_issue_reason`" in query for query in statements))
	assert counts[0] == counts[1] > 0
