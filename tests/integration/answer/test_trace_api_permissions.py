"""Who may see what of a trace: what a user may not read is named nowhere in the answer, and the answer says so."""

from __future__ import annotations

import json

import frappe
import pytest

from batch_trace.api.trace import mass_balance, trace
from batch_trace.batch_trace.report.batch_mass_balance.batch_mass_balance import execute as balance_report
from batch_trace.batch_trace.report.batch_movements.batch_movements import execute as movements_report
from batch_trace.batch_trace.report.batch_trace.batch_trace import execute as trace_report
from tests.integration.support.access import as_user, other_company
from tests.integration.support.bakery import reader
from tests.integration.support.plant import CUSTOMER, GOODS, OTHER_CUSTOMER, STORES, SUPPLIER


def stock_of(company: str, voucher: str) -> None:
	"""Let a voucher have been the other company's, in a warehouse of its own."""
	warehouse = frappe.get_doc({"doctype": "Warehouse", "name": "Depot - QAC", "company": company})
	warehouse.db_insert()
	event = frappe.db.get_value("Trace Event", {"voucher_no": voucher})
	frappe.db.sql("UPDATE `tabTrace Event` SET company = %s WHERE name = %s", (company, event))
	frappe.db.sql("UPDATE `tabTrace Entry` SET warehouse = %s WHERE event = %s", (warehouse.name, event))


def names_any(answer: object, *hidden: str) -> list[str]:
	"""Return those of the hidden names that stand anywhere in an answer."""
	text = json.dumps(answer, default=str)
	return [name for name in hidden if name in text]


def test_without_a_role_there_is_no_trace_and_no_balance(bakery):
	as_user(reader("nobody@example.com"))
	for ask in (trace, mass_balance):
		with pytest.raises(frappe.PermissionError):
			ask(bakery.dough)
	for report in (trace_report, balance_report, movements_report):
		_columns, rows, hint = report({"start_type": "Batch", "start": bakery.dough, "batch": bakery.dough})
		assert rows == [] and hint


def test_a_stock_user_sees_all(bakery):
	as_user(reader("stock@example.com", "Stock User"))
	answer = trace(bakery.dough)
	assert answer["complete"] and len(answer["batches"]) == 5


def test_a_user_of_another_company_gets_nothing_of_it(bakery):
	as_user(reader("elsewhere@example.com", "Stock User", company=other_company()))
	for ask in (trace, mass_balance):
		with pytest.raises(frappe.PermissionError, match="may not read"):
			ask(bakery.dough)
	for report in (trace_report, balance_report, movements_report):
		_columns, rows, hint = report({"start_type": "Batch", "start": bakery.dough, "batch": bakery.dough})
		assert rows == [] and "may not read" in hint


def test_what_is_hidden_of_another_company_is_named_nowhere(bakery):
	"""The flour also came into a company that the user may read; what the mill made of it stays hidden."""
	company = other_company()
	stock_of(company, bakery.receipt)
	as_user(reader("elsewhere@example.com", "Stock User", company=company))
	answer = trace(bakery.flour)
	hidden = [bakery.dough, bakery.bread, CUSTOMER, OTHER_CUSTOMER, STORES, bakery.mixing, bakery.to_market]
	assert names_any(answer, *hidden) == []
	assert [row["voucher_no"] for row in answer["suppliers"]] == [bakery.receipt]
	assert not answer["complete"] and "permission_cut" in {gap["code"] for gap in answer["gaps"]}


def test_a_user_of_one_item_sees_no_batch_of_another(bakery):
	as_user(reader("dough@example.com", "Stock User", item="DOUGH"))
	answer = trace(bakery.dough)
	assert [row["batch"] for row in answer["batches"]] == [bakery.dough]
	hidden = [
		bakery.flour,
		bakery.sugar,
		bakery.bread,
		bakery.cake,
		"WATER",
		"FLOUR",
		"CAKE",
		CUSTOMER,
		SUPPLIER,
	]
	assert names_any(answer, *hidden) == []
	assert not answer["complete"]
	_columns, rows, *_ = balance_report({"start_type": "Batch", "start": bakery.dough, "direction": "Both"})
	assert [row["batch"] for row in rows] == [bakery.dough]


def test_a_start_that_may_not_be_read_is_refused(bakery):
	as_user(reader("dough@example.com", "Stock User", item="DOUGH"))
	for ask in (trace, mass_balance):
		with pytest.raises(frappe.PermissionError, match="may not read"):
			ask(bakery.flour)


def test_a_user_of_one_warehouse_gets_no_balance_of_what_lies_in_another(bakery):
	as_user(reader("goods@example.com", "Stock User", warehouse=GOODS))
	answer = trace(bakery.dough)
	assert names_any(answer, STORES) == [] and not answer["complete"]
	with pytest.raises(frappe.PermissionError, match="may not read"):
		mass_balance(bakery.dough)
	_columns, rows, *_ = balance_report({"start_type": "Batch", "start": bakery.dough, "direction": "Both"})
	assert rows == []
	hidden = [CUSTOMER, OTHER_CUSTOMER, SUPPLIER, bakery.receipt, bakery.to_market]
	assert names_any(answer["customers"] + answer["suppliers"], *hidden) == []
	assert "permission_cut" in {gap["code"] for gap in answer["gaps"]}


def test_a_voucher_of_another_company_is_no_start(bakery):
	"""Its batch also came into the user's own company, and may be traced."""
	company = other_company()
	stock_of(company, bakery.receipt)
	frappe.db.set_value("Purchase Receipt", bakery.receipt, "company", company)
	as_user(reader("elsewhere@example.com", "Stock User", company=company))
	assert trace(bakery.receipt, "Purchase Receipt")["start"]["name"] == bakery.receipt
	with pytest.raises(frappe.PermissionError, match="may not read"):
		trace(bakery.mixing, "Stock Entry")


def test_a_permission_that_applies_to_the_ledger_alone_holds_for_the_trace(bakery):
	user = reader("ledger@example.com", "Stock User")
	other = other_company()
	values = {"user": user, "allow": "Company", "for_value": other, "apply_to_all_doctypes": 0}
	frappe.get_doc(doctype="User Permission", applicable_for="Trace Event", **values).insert()
	as_user(user)
	with pytest.raises(frappe.PermissionError, match="may not read"):
		trace(bakery.dough)
