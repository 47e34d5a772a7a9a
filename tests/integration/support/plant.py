"""A small plant for the tests: items, warehouses, parties, and short methods that submit real vouchers."""

from __future__ import annotations

import itertools

import frappe
from frappe.utils import add_days, today

from batch_trace.ledger import capture, chains
from batch_trace.ledger.compat import bundle_time, scrap_row
from tests.integration.support.till import Till
from tests.integration.support.workshop import Workshop

COMPANY, ABBR = "Trace Test Mill", "TTM"
STORES, GOODS, WIP = f"Stores - {ABBR}", f"Finished Goods - {ABBR}", f"Work In Progress - {ABBR}"
TRANSIT = f"Goods In Transit - {ABBR}"
SUPPLIER, CUSTOMER, OTHER_CUSTOMER = "Test Grain Co-op", "Test Market", "Test Deli"
BATCHED = ("FLOUR", "SUGAR", "DOUGH", "BREAD", "CAKE", "TIN")
SERIALS, BATCHED_SERIALS, PLAIN = "PUMP", "FRIDGE", "WATER"

_numbers = itertools.count(1)


def build_plant() -> None:
	"""Create the company and the master data, unless they exist."""
	if frappe.db.exists("Company", COMPANY):
		return
	from erpnext.setup.setup_wizard.operations.install_fixtures import install

	install("Germany")
	make("Fiscal Year", year="2025-2027", year_start_date="2025-01-01", year_end_date="2025-12-31")
	make("Fiscal Year", year="2026", year_start_date="2026-01-01", year_end_date="2026-12-31")
	make("Fiscal Year", year="2027", year_start_date="2027-01-01", year_end_date="2027-12-31")
	make(
		"Company",
		company_name=COMPANY,
		abbr=ABBR,
		default_currency="EUR",
		country="Germany",
		create_chart_of_accounts_based_on="Standard Template",
		chart_of_accounts="Standard",
	)
	frappe.db.set_single_value("Stock Settings", "allow_negative_stock", 0)
	frappe.db.set_default("company", COMPANY)
	frappe.db.set_default("currency", "EUR")
	_make_price_list("Standard Selling", "Selling Settings", "selling")
	_make_price_list("Standard Buying", "Buying Settings", "buying")
	make("Supplier", supplier_name=SUPPLIER, supplier_group="All Supplier Groups")
	for name in (CUSTOMER, OTHER_CUSTOMER):
		make(
			"Customer", customer_name=name, customer_group="All Customer Groups", territory="All Territories"
		)
	for code in BATCHED:
		make_item(code, has_batch_no=1)
	make_item(SERIALS, has_serial_no=1, stock_uom="Nos")
	make_item(BATCHED_SERIALS, has_serial_no=1, has_batch_no=1, stock_uom="Nos")
	make_item(PLAIN)


def _make_price_list(name: str, settings: str, side: str) -> None:
	if not frappe.db.exists("Price List", name):
		make("Price List", price_list_name=name, currency="EUR", enabled=1, **{side: 1})
	frappe.db.set_value("Price List", name, "currency", "EUR")
	frappe.db.set_single_value(settings, f"{side}_price_list", name)


def make(doctype: str, **values: object):
	return frappe.get_doc({"doctype": doctype, **values}).insert(ignore_permissions=True)


def make_item(code: str, **values: object):
	"""Create an item, by default with stock UOM Kg."""
	return make(
		"Item",
		**{
			"item_code": code,
			"item_group": "All Item Groups",
			"stock_uom": "Kg",
			"is_stock_item": 1,
			"valuation_rate": 1,
			**values,
		},
	)


def make_numbered_rye() -> None:
	"""Make an item that keeps for 10 days, whose batches ERPNext numbers."""
	numbered = {"create_new_batch": 1, "batch_number_series": "RYE-.####"}
	make_item("RYE", has_batch_no=1, has_expiry_date=1, shelf_life_in_days=10, **numbered)


class Plant(Workshop, Till):
	"""Submits vouchers. A lot is (item, batch, quantity); batches are created at first use."""

	company, stores, goods, wip = COMPANY, STORES, GOODS, WIP

	def batch(self, item: str, name: str | None = None, **values: object) -> str:
		"""Return a batch of the item; create it unless it exists."""
		name = name or f"{item}-{next(_numbers):04}"
		if not frappe.db.exists("Batch", name):
			make("Batch", batch_id=name, item=item, **values)
		return name

	def receive(self, item: str, qty: float, batch: str | None = None, **values: object):
		"""Receive from the supplier; `values` go to the row, `header` to the receipt."""
		batch = self.batch(item, batch)
		header = values.pop("header", {})
		return self.submit(
			"Purchase Receipt",
			supplier=SUPPLIER,
			**header,
			items=[
				{
					"item_code": item,
					"qty": qty,
					"rate": 1,
					"warehouse": STORES,
					"batch_no": batch,
					"use_serial_batch_fields": 1,
					**values,
				}
			],
		)

	def stock(self, *lots: tuple):
		"""Put lots, (item, batch, quantity[, warehouse]), into stock in one Material Receipt."""
		return self.stock_entry("Material Receipt", [], lots)

	def stock_entry(self, purpose: str, inputs=(), outputs=(), rows=(), **values: object):
		"""Submit a Stock Entry; inputs and outputs are (item, batch, qty[, warehouse]) tuples, `rows` plain rows."""
		rows = (
			[*rows]
			+ [self._row(*lot, source=True) for lot in inputs]
			+ [self._row(*lot, source=False) for lot in outputs]
		)
		if purpose == "Manufacture":
			for row in rows:
				row["is_finished_item"] = int(row["item_code"] == outputs[0][0] and "t_warehouse" in row)
				if "t_warehouse" in row and not row["is_finished_item"]:
					row.update(scrap_row())
		if purpose == "Repack":
			for row in rows:
				row["set_basic_rate_manually"] = int("t_warehouse" in row)
		return self.submit("Stock Entry", stock_entry_type=purpose, purpose=purpose, items=rows, **values)

	def _row(
		self, item: str, batch: str | None, qty: float, warehouse: str = STORES, *, source: bool
	) -> dict:
		tracked = {"batch_no": self.batch(item, batch), "use_serial_batch_fields": 1} if batch else {}
		place = "s_warehouse" if source else "t_warehouse"
		return {"item_code": item, "qty": qty, place: warehouse, "basic_rate": 1, **tracked}

	def repack(self, inputs, outputs, **values: object):
		"""Turn batches into other batches."""
		return self.stock_entry("Repack", inputs, outputs, **values)

	def transfer(self, item: str, batch: str, qty: float, source: str = STORES, target: str = GOODS):
		"""Move a batch to another warehouse."""
		row = self._row(item, batch, qty, source, source=True) | {"t_warehouse": target}
		return self.submit(
			"Stock Entry", stock_entry_type="Material Transfer", purpose="Material Transfer", items=[row]
		)

	def ship(self, item: str, qty: float, batch: str | None, customer: str = CUSTOMER, **values: object):
		"""Ship to a customer; `values` go to the row, `header` to the note."""
		header = values.pop("header", {})
		tracked = {"batch_no": batch, "use_serial_batch_fields": 1} if batch else {}
		packed = values.pop("packed", {})
		row = {"item_code": item, "qty": qty, "rate": 2, "warehouse": STORES, **tracked, **values}
		return self.pack("Delivery Note", packed.items(), customer=customer, **header, items=[row])

	def pack(self, doctype: str, batches, **values: object):
		"""Submit a voucher with these packed components, (item, batch) in order."""
		doc = make(doctype, company=COMPANY, **values)
		for row, (item, batch) in zip(doc.get("packed_items") or [], batches, strict=False):
			assert row.item_code == item
			row.update({"batch_no": batch, "use_serial_batch_fields": 1})
		doc.submit()
		return doc

	def product_bundle(self, code: str, parts: dict[str, float]) -> None:
		"""Create an item that is sold as a bundle of its parts."""
		make_item(code, is_stock_item=0)
		make(
			"Product Bundle",
			new_item_code=code,
			items=[{"item_code": part, "qty": qty} for part, qty in parts.items()],
		)

	def count(
		self,
		lots,
		purpose: str = "Stock Reconciliation",
		booked_as: dict[str, str] | None = None,
		header: dict[str, object] | None = None,
		**row: object,
	):
		"""Count stock: lots are (item, batch, quantity found[, rate]); `row` goes to each row, `header` to the count.

		`booked_as` says of batches which batch their goods were booked as.
		"""
		lines = []
		for item, batch, qty, *rate in lots:
			tracked = {"batch_no": self.batch(item, batch), "use_serial_batch_fields": 1} if batch else {}
			line = {
				"item_code": item,
				"warehouse": STORES,
				"qty": qty,
				"valuation_rate": rate[0] if rate else 1,
			}
			asserted = {"batch_booked_as": booked_as[batch]} if booked_as and batch in booked_as else {}
			lines.append({**line, **tracked, **asserted, **row})
		kind = "Temporary" if purpose == "Opening Stock" else "Stock Adjustment"
		account = frappe.db.get_value("Account", {"company": COMPANY, "account_type": kind, "is_group": 0})
		return self.submit(
			"Stock Reconciliation", purpose=purpose, expense_account=account, items=lines, **(header or {})
		)

	def bundle(
		self, item: str, lots: dict[str, float], *, warehouse: str = STORES, outward: bool = True, **values
	):
		"""Create a draft Serial and Batch Bundle of several batches."""
		sign = -1 if outward else 1
		return make(
			"Serial and Batch Bundle",
			**{
				"item_code": item,
				"warehouse": warehouse,
				"company": COMPANY,
				"type_of_transaction": "Outward" if outward else "Inward",
				"voucher_type": "Stock Entry",
				**bundle_time(today(), "00:00:01"),
				**values,
				"entries": [
					{"batch_no": batch, "qty": sign * qty, "warehouse": warehouse}
					for batch, qty in lots.items()
				],
			},
		).name

	def bought(self, item: str, batch: str | None, qty: float, **values: object) -> dict:
		"""Return the row of a receipt or purchase invoice."""
		tracked = {"batch_no": batch, "use_serial_batch_fields": 1} if batch else {}
		return {"item_code": item, "qty": qty, "rate": 1, "warehouse": STORES, **tracked, **values}

	def internal_parties(self) -> None:
		"""Create the internal customer and the internal supplier."""
		party = {"represents_company": COMPANY, "companies": [{"company": COMPANY}]}
		make(
			"Supplier",
			supplier_name="Internal Supplier",
			supplier_group="All Supplier Groups",
			is_internal_supplier=1,
			**party,
		)
		groups = {"customer_group": "All Customer Groups", "territory": "All Territories"}
		make("Customer", customer_name="Internal Customer", is_internal_customer=1, **groups, **party)
		transit = frappe.db.get_value("Account", {"company": COMPANY, "account_type": "Temporary"})
		frappe.db.set_value("Company", COMPANY, "unrealized_profit_loss_account", transit)

	def submit(self, doctype: str, **values: object):
		"""Insert and submit a voucher."""
		doc = make(doctype, company=COMPANY, **values)
		doc.submit()
		return doc

	def events_in_erpnext(self, voucher) -> list[tuple]:
		"""Return the voucher's events according to ERPNext now."""
		[voucher_facts] = capture.read_vouchers(voucher.doctype, [voucher.name]).values()
		return sorted(_signature(e.event_type, e.part, e.entries) for e in voucher_facts.events)

	def events_in_ledger(self, voucher) -> list[tuple]:
		"""Return the voucher's events in force in the ledger, to compare with ERPNext's."""
		[chain] = chains.read(voucher.doctype, [voucher.name]).values()
		return sorted(_signature(e.event_type, e.part, e.entries) for e in chain.in_force)

	def later(self, days: int) -> str:
		"""Return a date some days from now."""
		return add_days(today(), days)


def _signature(event_type: str, part: str, rows) -> tuple:
	return (event_type, part, sorted((r.direction, *(value or "" for value in r.movement)) for r in rows))


def warehouse(name: str, **values: object) -> str:
	"""Return a warehouse; create it unless it exists."""
	full = f"{name} - {ABBR}"
	if not frappe.db.exists("Warehouse", full):
		make(
			"Warehouse",
			warehouse_name=name,
			company=COMPANY,
			parent_warehouse=f"All Warehouses - {ABBR}",
			**values,
		)
		frappe.flags.pop("warehouse_account_map", None)  # which ERPNext reads once a process
	return full


def make_return(voucher, qty: float | None = None, **values: object):
	"""Submit the return of a voucher, of all or of `qty` of its first row."""
	from erpnext.controllers.sales_and_purchase_return import make_return_doc

	back = make_return_doc(voucher.doctype, voucher.name)
	back.update(values)
	if qty is not None:
		back.items[0].update({"qty": qty, "received_qty": qty, "rejected_qty": 0})
	back.insert()
	back.submit()
	return back
