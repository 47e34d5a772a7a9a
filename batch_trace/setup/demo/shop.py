"""The factory shop: a till that is opened, sells, takes back, and is closed."""

from collections.abc import Sequence
from datetime import datetime

import frappe
from frappe.model.document import Document

from batch_trace.setup.demo.batches import split_by_batch
from batch_trace.setup.demo.partners import WALK_IN
from batch_trace.setup.demo.places import ABBR, COMPANY, SHOP
from batch_trace.setup.demo.plant import Plant
from batch_trace.setup.demo.products import MADE

PROFILE = "Factory Shop Till"
CASH = "Cash"
MARKUP = 1.25


def make_till() -> None:
	"""Create the profile of the shop's till."""
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


def open_shop(plant: Plant, sales: Sequence[dict[str, float]], taken_back: bool = False) -> None:
	"""Run one shop day: a sale for each basket, perhaps a return of the first, and the closing."""
	opening = plant.new(
		"POS Opening Entry",
		user=frappe.session.user,
		pos_profile=PROFILE,
		period_start_date=plant.now,
		posting_date=plant.today,
		balance_details=[{"mode_of_payment": CASH, "opening_amount": 100}],
	)
	opening.insert().submit()
	opened = plant.now
	sold = [sale for basket in sales if (sale := _sell(plant, basket))]
	if taken_back and sold:
		_take_back(plant, sold[0])
	_close(plant, opening, opened)


def _sell(plant: Plant, basket: dict[str, float]) -> Document | None:
	rows = []
	for item, quantity in basket.items():
		quantity = min(quantity, plant.stock.on_hand(item, SHOP))
		if quantity:
			picks = plant.stock.pick(item, SHOP, quantity, plant.today)
			rows += split_by_batch(
				{"item_code": item, "warehouse": SHOP, "rate": round(MADE[item].price * MARKUP, 2)}, picks
			)
	if not rows:
		return None
	total = round(sum(row["qty"] * row["rate"] for row in rows), 2)
	sale = plant.new(
		"POS Invoice",
		customer=WALK_IN,
		pos_profile=PROFILE,
		is_pos=1,
		update_stock=1,
		items=rows,
		payments=[{"mode_of_payment": CASH, "amount": total}],
	)
	return _submit(plant, sale)


def _take_back(plant: Plant, sale: Document) -> None:
	from erpnext.accounts.doctype.pos_invoice.pos_invoice import make_sales_return

	credit = make_sales_return(sale.name)
	credit.items = credit.items[:1]
	row = credit.items[0]
	row.update({"qty": -1, "stock_qty": -1})
	credit.set("payments", [{"mode_of_payment": CASH, "amount": -row.rate}])
	credit.update({"paid_amount": -row.rate, "base_paid_amount": -row.rate})
	_submit(plant, credit)


def _submit(plant: Plant, sale: Document) -> Document:
	plant.date(sale)
	sale.insert().submit()
	plant.stock.forget_promises()
	for row in sale.items:
		for batch, quantity in _batches(row):
			plant.stock.sell(row.item_code, SHOP, batch, -quantity)
	frappe.db.commit()
	return sale


def _batches(row: Document) -> list[tuple[str, float]]:
	bundle = frappe.db.get_value(row.doctype, row.name, "serial_and_batch_bundle")
	return frappe.get_all(
		"Serial and Batch Entry", {"parent": bundle}, ["batch_no", "qty"], order_by="idx", as_list=True
	)


def _close(plant: Plant, opening: Document, opened: datetime) -> None:
	from erpnext.accounts.doctype.pos_closing_entry.pos_closing_entry import make_closing_entry_from_opening

	closing = make_closing_entry_from_opening(opening)
	plant.date(closing)
	closing.update({"period_start_date": opened, "period_end_date": plant.now})
	for row in closing.payment_reconciliation:
		row.closing_amount = row.expected_amount
	closing.insert().submit()
	plant.vouchers += 1
	frappe.db.commit()
