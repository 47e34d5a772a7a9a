"""Which rows of a voucher belong to the same output, as its document says it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import frappe

from batch_trace.core.genealogy.ties import Recipe, row_parts
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import Movement, Voucher
from batch_trace.ledger.stock import VoucherStock

ROWS_WITH_OUTPUT = {
	"Subcontracting Receipt": ("Subcontracting Receipt Supplied Item", "Subcontracting Receipt Item"),
}
"""The child tables whose rows (supplied materials, scrap) name the row of their finished good."""


def add(
	voucher_type: str, vouchers: Mapping[str, Voucher], stocks: Mapping[str, VoucherStock]
) -> dict[str, Voucher]:
	"""Return the vouchers with the parts of their rows, where their documents tie them."""
	kind, read = (et.SUBCONTRACTING, _named) if voucher_type in ROWS_WITH_OUTPUT else (et.REPACK, _of_repacks)
	of_kind = {no: v for no, v in vouchers.items() if v.kind == kind}
	parts = read(voucher_type, of_kind, stocks) if of_kind else {}
	return {no: replace(v, row_parts=parts[no]) if no in parts else v for no, v in vouchers.items()}


def _named(voucher_type: str, vouchers: Collection[str], stocks: object) -> dict[str, dict[str, str]]:
	"""Read the row of their finished good from supplied materials and scrap."""
	parts: dict[str, dict[str, str]] = defaultdict(dict)
	for doctype in ROWS_WITH_OUTPUT[voucher_type]:
		for row in frappe.get_all(
			doctype,
			filters={"parent": ["in", list(vouchers)], "reference_name": ["is", "set"]},
			fields=["name", "parent", "reference_name"],
			order_by=None,
		):
			parts[row.parent][row.name] = row.reference_name
	return parts


def _of_repacks(
	voucher_type: str, vouchers: Mapping[str, Voucher], stocks: Mapping[str, VoucherStock]
) -> dict[str, dict[str, str]]:
	"""Tie the rows of repacks that take several rows and make several."""
	several = [no for no in vouchers if _takes_and_makes_several(stocks[no].movements)]
	rows: dict[str, list[frappe._dict]] = defaultdict(list)
	for row in (
		frappe.get_all(
			"Stock Entry Detail",
			filters={"parent": ["in", several]},
			fields=["name", "parent", "idx", "item_code", "t_warehouse", "bom_no"],
			order_by=None,
		)
		if several
		else ()
	):
		rows[row.parent].append(row)
	recipes = _Recipes((row for of_voucher in rows.values() for row in of_voucher), vouchers.values())
	return {
		no: row_parts(
			stocks[no].movements,
			{row.name: row.idx for row in of_voucher},
			recipes.of(vouchers[no], of_voucher),
		)
		for no, of_voucher in rows.items()
	}


def _takes_and_makes_several(movements: Iterable[Movement]) -> bool:
	rows: dict[bool, set[str]] = {True: set(), False: set()}
	for m in movements:
		rows[m.qty > 0].add(m.row)
	return all(len(names) > 1 for names in rows.values())


class _Recipes:
	"""The recipes of items: of the BOMs that vouchers name, else of the items' default BOMs."""

	def __init__(self, rows: Iterable[frappe._dict], vouchers: Iterable[Voucher]) -> None:
		made = [row for row in rows if row.t_warehouse]
		self._default = _default_boms({row.item_code for row in made})
		named = {row.bom_no for row in made} | {voucher.bom_no for voucher in vouchers}
		self._boms = _boms({name for name in (*named, *self._default.values()) if name} if made else ())

	def of(self, voucher: Voucher, rows: Iterable[frappe._dict]) -> dict[str, Recipe]:
		"""Return the recipe of each item that the rows made; none of items with several BOMs."""
		recipes: dict[str, Recipe] = {}
		for item, named in _named_boms(voucher, rows).items():
			of_item = {bom for bom in named if self._boms.get(bom, ("",))[0] == item}
			boms = of_item or {self._default.get(item, "")} & self._boms.keys()
			if len(boms) == 1:
				recipes[item] = self._boms[boms.pop()][1]
		return recipes


def _named_boms(voucher: Voucher, rows: Iterable[frappe._dict]) -> dict[str, set[str]]:
	named: dict[str, set[str]] = defaultdict(set)
	for row in rows:
		if row.t_warehouse:
			named[row.item_code] |= {row.bom_no or voucher.bom_no}
	return named


def _default_boms(items: Collection[str]) -> dict[str, str]:
	rows = (
		frappe.get_all(
			"Item",
			filters={"name": ["in", sorted(items)], "default_bom": ["is", "set"]},
			fields=["name", "default_bom"],
			order_by=None,
		)
		if items
		else ()
	)
	return {row.name: row.default_bom for row in rows}


def _boms(names: Collection[str]) -> dict[str, tuple[str, Recipe]]:
	"""Return item and recipe of each submitted BOM."""
	if not names:
		return {}
	boms = frappe.get_all(
		"BOM",
		filters={"name": ["in", sorted(names)], "docstatus": 1, "quantity": [">", 0]},
		fields=["name", "item", "quantity"],
		order_by=None,
	)
	inputs: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
	for row in (
		frappe.get_all(
			"BOM Item",
			filters={"parent": ["in", [bom.name for bom in boms]], "parenttype": "BOM"},
			fields=["parent", "item_code", "stock_qty"],
			order_by=None,
		)
		if boms
		else ()
	):
		inputs[row.parent][row.item_code] += row.stock_qty
	return {
		bom.name: (bom.item, {item: qty / bom.quantity for item, qty in inputs[bom.name].items()})
		for bom in boms
	}
