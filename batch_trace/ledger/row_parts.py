"""Which rows of a voucher belong to the same output, as its document says it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import frappe

from batch_trace.core.genealogy.ties import row_parts
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import Movement, Voucher
from batch_trace.ledger.recipes import Recipes
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
	recipes = Recipes(rows, {no: vouchers[no] for no in rows})
	return {
		no: row_parts(
			stocks[no].movements,
			{row.name: row.idx for row in of_voucher},
			recipes.of(vouchers[no]),
		)
		for no, of_voucher in rows.items()
	}


def _takes_and_makes_several(movements: Iterable[Movement]) -> bool:
	rows: dict[bool, set[str]] = {True: set(), False: set()}
	for m in movements:
		rows[m.qty > 0].add(m.row)
	return all(len(names) > 1 for names in rows.values())
