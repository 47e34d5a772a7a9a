"""Reads the facts of a voucher that its events record. To add a voucher type, add a row to VOUCHERS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import frappe
from frappe.utils import strip_html

from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import NOT_KNOWN, Loaded, Voucher
from batch_trace.ledger import row_parts, sister_companies
from batch_trace.ledger.compat import existing_fields, waste_filters
from batch_trace.ledger.stock import RECONCILIATION, VoucherStock

Row = Mapping[str, object]

STOCK_ENTRY_PURPOSES = {
	"Material Receipt": et.OPENING,
	"Material Issue": et.ISSUE,
	"Material Transfer": et.TRANSFER,
	"Material Transfer for Manufacture": et.TRANSFER,
	"Material Consumption for Manufacture": et.CONSUMPTION,
	"Manufacture": et.PRODUCTION,
	"Repack": et.REPACK,
	"Disassemble": et.DISASSEMBLY,
	"Send to Subcontractor": et.TRANSFER,
	"Receive from Customer": et.RECEIPT,
	"Return Raw Material to Customer": et.SUPPLIER_RETURN,
	"Subcontracting Delivery": et.SHIPMENT,
	"Subcontracting Return": et.CUSTOMER_RETURN,
}

WITH_CUSTOMER = frozenset(
	{
		"Receive from Customer",
		"Return Raw Material to Customer",
		"Subcontracting Delivery",
		"Subcontracting Return",
	}
)
"""Purposes of a Subcontracting Inward Order: a customer sends material, and gets what is made of it and what is left."""
INWARD_ORDER = "Subcontracting Inward Order"
OUTPUT_ROWS = {
	"Stock Entry": "Stock Entry Detail",
	"Subcontracting Receipt": "Subcontracting Receipt Item",
}
"""The rows that ERPNext can mark as scrap or by-product."""
COUNTED_ROW, BOOKED_AS = "Stock Reconciliation Item", "batch_booked_as"
"""The rows of a stock count, and their field for the batch that the goods were booked as so far."""


@dataclass(frozen=True, slots=True)
class VoucherType:
	"""How to read a doctype: its kind of event, and the fields with its party and its address."""

	kind: Callable[[Row], str]
	party_type: str = ""
	party_field: str = ""
	address_field: str = ""


def _buying(row: Row) -> str:
	return et.SUPPLIER_RETURN if row.get("is_return") else et.RECEIPT


def _selling(row: Row) -> str:
	return et.CUSTOMER_RETURN if row.get("is_return") else et.SHIPMENT


def _subcontracting(row: Row) -> str:
	return et.SUPPLIER_RETURN if row.get("is_return") else et.SUBCONTRACTING


def _stock_entry(row: Row) -> str:
	return STOCK_ENTRY_PURPOSES.get(str(row.get("purpose")), et.OTHER)


def _reconciliation(row: Row) -> str:
	return et.OPENING if row.get("purpose") == "Opening Stock" else et.ADJUSTMENT


VOUCHERS = {
	"Purchase Receipt": VoucherType(_buying, "Supplier", "supplier"),
	"Purchase Invoice": VoucherType(_buying, "Supplier", "supplier"),
	"Subcontracting Receipt": VoucherType(_subcontracting, "Supplier", "supplier"),
	"Delivery Note": VoucherType(_selling, "Customer", "customer", "shipping_address"),
	"Sales Invoice": VoucherType(_selling, "Customer", "customer", "shipping_address"),
	"POS Invoice": VoucherType(_selling, "Customer", "customer", "shipping_address"),
	"Stock Entry": VoucherType(_stock_entry, "Customer", "customer"),
	RECONCILIATION: VoucherType(_reconciliation),
	"Asset Capitalization": VoucherType(lambda row: et.CAPITALIZATION),
}
UNKNOWN = VoucherType(lambda row: et.OTHER)

FACTS = (
	"creation",
	"purpose",
	"is_return",
	"work_order",
	"bom_no",
	"return_against",
	"subcontracting_inward_order",
)
VEHICLE = ("vehicle_no", "dispatch_vehicle_no")
LOADING: Mapping[str, Sequence[str]] = {
	"driver": ("driver_name", "driver", "dispatch_driver"),
	"transporter": ("transporter_name", "transporter"),
	"waybill_no": ("lr_no",),
	"seals": ("dispatch_seals",),
	"temperature": ("dispatch_temperature",),
	"consignee": ("dispatch_consignee",),
}
"""Fields with what is known at loading, ERPNext's and the app's; the first that has a value counts."""
AT_LOADING = (*VEHICLE, *(field for fields in LOADING.values() for field in fields))


def describe(voucher_type: str, stocks: Mapping[str, VoucherStock]) -> dict[str, Voucher]:
	"""Return the facts of each voucher whose stock was read, by voucher number.

	A voucher whose document or doctype no longer exists has only the facts of the stock ledger.
	"""
	mapping = VOUCHERS.get(voucher_type, UNKNOWN)
	rows = _rows(voucher_type, mapping, list(stocks))
	vouchers = {
		no: _voucher(voucher_type, no, mapping, rows.get(no, {}), stock) for no, stock in stocks.items()
	}
	if voucher_type in OUTPUT_ROWS:
		vouchers = _with_waste(vouchers, stocks, OUTPUT_ROWS[voucher_type])
	if voucher_type == RECONCILIATION:
		return _with_booked_as(vouchers)
	for no, delivered in sister_companies.proven(voucher_type, stocks).items():
		against = vouchers[no].against_voucher or delivered.sale
		vouchers[no] = replace(
			vouchers[no],
			against_voucher=against,
			from_sister=delivered.sent,
			sale_rows=delivered.rows,
			sent_as=delivered.sent_as,
		)
	return row_parts.add(voucher_type, vouchers, stocks)


def _rows(voucher_type: str, mapping: VoucherType, names: Sequence[str]) -> dict[str, Row]:
	fields = [field for field in (*FACTS, *AT_LOADING, mapping.party_field, mapping.address_field) if field]
	if not frappe.db.exists("DocType", voucher_type):
		return {}
	fields_here = existing_fields(voucher_type, fields)
	rows = frappe.get_all(
		voucher_type,
		filters={"name": ["in", names]},
		fields=["name", *fields_here],
		order_by=None,
	)
	if "subcontracting_inward_order" in fields_here:
		_fill_customers(rows)
	return {row.name: row for row in rows}


def customer_of_stock_entry(name: str) -> str:
	"""Return the customer with whom a Stock Entry exchanges goods, "" if none."""
	return _text(_rows("Stock Entry", VOUCHERS["Stock Entry"], [name]).get(name, {}).get("customer"))


def _fill_customers(rows: Sequence[frappe._dict]) -> None:
	"""Fill in the customer of a Stock Entry, which only its Subcontracting Inward Order names."""
	inward = [row for row in rows if row.subcontracting_inward_order and row.purpose in WITH_CUSTOMER]
	if not inward:
		return
	orders = frappe.get_all(
		INWARD_ORDER,
		filters={"name": ["in", sorted({row.subcontracting_inward_order for row in inward})]},
		fields=["name", "customer"],
		order_by=None,
	)
	customers = {order.name: order.customer for order in orders}
	for row in inward:
		row.customer = customers.get(row.subcontracting_inward_order)


def _voucher(voucher_type: str, name: str, mapping: VoucherType, row: Row, stock: VoucherStock) -> Voucher:
	party = _text(row.get(mapping.party_field))
	kind = mapping.kind(row) if row else et.OTHER
	return Voucher(
		voucher_type=voucher_type,
		voucher_no=name,
		kind=kind,
		company=stock.company,
		posting_datetime=stock.posting_datetime,
		recorded_at=stock.first_recorded,
		operator=stock.operator,
		work_order=_text(row.get("work_order")),
		bom_no=_text(row.get("bom_no")),
		party_type=mapping.party_type if party else "",
		party=party,
		against_voucher=_text(row.get("return_against")),
		ship_to=_address(row.get(mapping.address_field)),
		vehicle_no=_first(row, VEHICLE),
		loaded=_loaded(row) if kind == et.SHIPMENT else NOT_KNOWN,
		created=_text(row.get("creation")),
	)


def _loaded(row: Row) -> Loaded:
	return Loaded(**{fact: _first(row, fields) for fact, fields in LOADING.items()})


def _first(row: Row, fields: Sequence[str]) -> str:
	return next((text for field in fields if (text := _text(row.get(field)).strip())), "")


def _text(value: object) -> str:
	return str(value) if value else ""


def _address(html: object) -> str:
	lines = strip_html(_text(html).replace("<br>", "\n")).split("\n")
	return ", ".join(line.strip() for line in lines if line.strip())


def _with_booked_as(vouchers: dict[str, Voucher]) -> dict[str, Voucher]:
	"""Add which batch the goods of rows were booked as, where the rows of the counts say so."""
	named: dict[str, dict[str, str]] = {}
	for row in frappe.get_all(
		COUNTED_ROW,
		filters={"parent": ["in", list(vouchers)], "parenttype": RECONCILIATION, BOOKED_AS: ["is", "set"]},
		fields=["name", "parent", BOOKED_AS],
		order_by=None,
	):
		named.setdefault(row.parent, {})[row.name] = row[BOOKED_AS]
	return {no: replace(v, booked_as=named[no]) if no in named else v for no, v in vouchers.items()}


def _with_waste(
	vouchers: dict[str, Voucher], stocks: Mapping[str, VoucherStock], doctype: str
) -> dict[str, Voucher]:
	"""Add which rows ERPNext marks as scrap or by-product, where something came in without a batch."""
	names = [
		no
		for no, v in vouchers.items()
		if v.kind in et.TRANSFORMATIONS and any(m.qty > 0 and not m.is_tracked for m in stocks[no].movements)
	]
	marks = waste_filters(doctype) if names else []
	if not marks:
		return vouchers
	waste: dict[str, set[str]] = {}
	for row in frappe.get_all(
		doctype, filters={"parent": ["in", names]}, or_filters=marks, fields=["name", "parent"], order_by=None
	):
		waste.setdefault(row.parent, set()).add(row.name)
	return {
		no: replace(v, waste_rows=frozenset(waste[no])) if no in waste else v for no, v in vouchers.items()
	}
