"""The factory shop: cash sales on invoices, and a POS till that is opened, sells, takes back and is closed."""

from collections.abc import Sequence
from datetime import date

import frappe
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime

from batch_trace.setup.demo.batches import split_by_batch
from batch_trace.setup.demo.partners import WALK_IN
from batch_trace.setup.demo.places import ABBR, COMPANY, SHOP
from batch_trace.setup.demo.plant import Plant
from batch_trace.setup.demo.products import MADE
from batch_trace.setup.demo.selling import Basket

PROFILE = "Factory Shop Till"
CASH = "Cash"
MARKUP = 1.25


def make_till() -> None:
	"""Create the POS Profile of the shop's till."""
	frappe.get_doc(
		{
			"doctype": "POS Profile",
			"name": PROFILE,
			"company": COMPANY,
			"warehouse": SHOP,
			"customer": WALK_IN,
			"currency": "EUR",
			"selling_price_list": "Standard Selling",
			"write_off_account": f"Write Off - {ABBR}",
			"write_off_cost_center": f"Main - {ABBR}",
			"payments": [{"mode_of_payment": CASH, "default": 1}],
			"applicable_for_users": [{"user": frappe.session.user, "default": 1}],
		}
	).insert()


def sell_over_counter(plant: Plant, baskets: Sequence[Basket], taken_back: bool = False) -> None:
	"""Sell each basket on an invoice that is paid immediately; optionally take back a unit of the first."""
	drafts = [_sale(plant, "Sales Invoice", basket, plant.today) for basket in baskets]
	sold = [plant.submit(draft) for draft in drafts if draft]
	if taken_back and sold:
		plant.submit(_credit(sold[0]))


def keep_till(plant: Plant, baskets: Sequence[Basket]) -> None:
	"""Run the till for a day: a sale for each basket, the return of a unit of the first, and the closing.

	A till posts at the current time, because ERPNext 16 refuses sales on a till that was opened on another day.
	"""
	opening = plant.new(
		"POS Opening Entry",
		user=frappe.session.user,
		pos_profile=PROFILE,
		period_start_date=now_datetime(),
		balance_details=[{"mode_of_payment": CASH, "opening_amount": 100}],
	)
	opening.insert().submit()
	drafts = [_sale(plant, "POS Invoice", basket, getdate()) for basket in baskets]
	sold = [draft.insert().submit() for draft in drafts if draft]
	if sold:
		_credit(sold[0]).insert().submit()
	_close(plant, opening)


def _sale(plant: Plant, doctype: str, basket: Basket, on: date) -> Document | None:
	rows = [row for item, quantity in basket.items() for row in _lines(plant, item, quantity, on)]
	if not rows:
		return None
	total = round(sum(row["qty"] * row["rate"] for row in rows), 2)
	return plant.new(
		doctype,
		customer=WALK_IN,
		pos_profile=PROFILE,
		is_pos=1,
		update_stock=1,
		items=rows,
		payments=[{"mode_of_payment": CASH, "amount": total}],
	)


def _lines(plant: Plant, item: str, quantity: float, on: date) -> list[dict[str, object]]:
	quantity = min(quantity, plant.stock.on_hand(item, SHOP, on))
	row = {"item_code": item, "warehouse": SHOP, "rate": round(MADE[item].price * MARKUP, 2)}
	return split_by_batch(row, plant.stock.pick(item, SHOP, quantity, on))


def _credit(sale: Document) -> Document:
	from erpnext.controllers.sales_and_purchase_return import make_return_doc

	credit = make_return_doc(sale.doctype, sale.name)
	credit.items = credit.items[:1]
	row = credit.items[0]
	row.update({"qty": -1, "stock_qty": -1})
	credit.set("payments", [{"mode_of_payment": CASH, "amount": -row.rate}])
	credit.update({"paid_amount": -row.rate, "base_paid_amount": -row.rate})
	return credit


def _close(plant: Plant, opening: Document) -> None:
	from erpnext.accounts.doctype.pos_closing_entry.pos_closing_entry import make_closing_entry_from_opening

	closing = make_closing_entry_from_opening(opening)
	for row in closing.payment_reconciliation:
		row.closing_amount = row.expected_amount
	closing.insert().submit()
	plant.vouchers += 1
	frappe.db.commit()
