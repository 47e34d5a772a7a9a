"""A POS till for the test plant."""

from __future__ import annotations

import frappe
from frappe.utils import now_datetime


class Till:
	"""Sells with a POS Profile and closes the day."""

	profile = "Test Till"

	def open_till(self):
		"""Create the POS Profile unless it exists, and open the till; return the opening entry."""
		self._make_profile()
		if frappe.get_meta("POS Settings").has_field("invoice_type"):
			frappe.db.set_single_value("POS Settings", "invoice_type", "POS Invoice")
		return self.submit(
			"POS Opening Entry",
			pos_profile=self.profile,
			user="Administrator",
			period_start_date=now_datetime(),
			balance_details=[{"mode_of_payment": "Cash", "opening_amount": 0}],
		)

	def _make_profile(self) -> None:
		if frappe.db.exists("POS Profile", self.profile):
			return
		accounts = {"company": self.company, "is_group": 0}
		cash = frappe.db.get_value("Account", {**accounts, "account_type": "Cash"})
		mode = frappe.get_doc("Mode of Payment", "Cash")
		if not [row for row in mode.accounts if row.company == self.company]:
			mode.append("accounts", {"company": self.company, "default_account": cash})
			mode.save()
		company = frappe.get_cached_doc("Company", self.company)
		frappe.get_doc({
			"doctype": "POS Profile", "name": self.profile, "company": self.company, "warehouse": self.stores,
			"currency": "EUR", "selling_price_list": "Standard Selling", "cost_center": company.cost_center,
			"income_account": company.default_income_account, "expense_account": company.default_expense_account,
			"write_off_account": company.write_off_account, "write_off_cost_center": company.cost_center,
			"write_off_limit": 1,
			"customer_group": "All Customer Groups", "territory": "All Territories",
			"payments": [{"mode_of_payment": "Cash", "default": 1}],
			"applicable_for_users": [{"user": "Administrator", "default": 1}],
		}).insert()  # fmt: skip

	def sell(
		self,
		item: str,
		qty: float,
		batch: str | None,
		customer: str,
		packed: dict | None = None,
		**row: object,
	):
		"""Submit a POS Invoice that is paid immediately."""
		tracked = {"batch_no": batch, "use_serial_batch_fields": 1} if batch else {}
		line = {"item_code": item, "qty": qty, "rate": 2, "warehouse": self.stores, **tracked, **row}
		doc = frappe.get_doc({
			"doctype": "POS Invoice", "company": self.company, "customer": customer, "is_pos": 1, "update_stock": 1,
			"pos_profile": self.profile, "items": [line],
			"payments": [{"mode_of_payment": "Cash", "amount": 2 * qty}],
		})  # fmt: skip
		doc.insert()
		for line in doc.packed_items if packed else ():
			line.update({"batch_no": packed[line.item_code], "use_serial_batch_fields": 1})
		doc.submit()
		return doc

	def take_back(self, sale):
		"""Return a whole sale and pay the money out."""
		from erpnext.controllers.sales_and_purchase_return import make_return_doc

		back = make_return_doc("POS Invoice", sale.name)
		back.insert()
		back.submit()
		return back

	def close_till(self, opening):
		"""Close the day: ERPNext makes the consolidated invoices, which move the stock."""
		from erpnext.accounts.doctype.pos_closing_entry.pos_closing_entry import (
			make_closing_entry_from_opening,
		)

		closing = make_closing_entry_from_opening(frappe.get_doc(opening.doctype, opening.name))
		for payment in closing.payment_reconciliation:
			payment.closing_amount = payment.expected_amount
		closing.insert()
		closing.submit()
		return closing
