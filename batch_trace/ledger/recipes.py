"""The recipes that say which input of a repack went into which output, as far as others than its makers say it.

A recipe that leaves out an input takes its product off the trace of that input. So it counts only if it stood before the
voucher and if nobody who worked on the voucher has worked on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import frappe

from batch_trace.core.genealogy.ties import Recipe
from batch_trace.core.terms.movements import Voucher


class _Bom(NamedTuple):
	"""A submitted BOM: what it makes of what, who has worked on it, and when it was created."""

	item: str
	recipe: Recipe
	authors: frozenset[str]
	created: str


class Recipes:
	"""The recipes of items: of the BOMs that vouchers name, else of the items' default BOMs."""

	def __init__(self, rows: Mapping[str, Iterable[frappe._dict]], vouchers: Mapping[str, Voucher]) -> None:
		self._named = {no: _named_boms(vouchers[no], of_voucher) for no, of_voucher in rows.items()}
		self._default = _default_boms({item for named in self._named.values() for item in named})
		names = {bom for named in self._named.values() for boms in named.values() for bom in boms}
		self._boms = _boms(names | set(self._default.values()))
		self._makers = _authors("Stock Entry", vouchers if self._boms else ())

	def of(self, voucher: Voucher) -> dict[str, Recipe]:
		"""Return the recipe of each item that the voucher made; none of items with several BOMs, or with its makers' own."""
		recipes: dict[str, Recipe] = {}
		for item, named in self._named[voucher.voucher_no].items():
			of_item = {bom for bom in named if bom in self._boms and self._boms[bom].item == item}
			boms = of_item or {self._default.get(item, "")} & self._boms.keys()
			if len(boms) == 1 and self._is_others(bom := self._boms[boms.pop()], voucher):
				recipes[item] = bom.recipe
		return recipes

	def _is_others(self, bom: _Bom, voucher: Voucher) -> bool:
		"""Return whether the BOM stood before the voucher, and is of nobody who made that."""
		makers = self._makers[voucher.voucher_no] | {voucher.operator}
		return bom.created < voucher.created and not bom.authors & makers


def _named_boms(voucher: Voucher, rows: Iterable[frappe._dict]) -> dict[str, set[str]]:
	"""Return the BOMs that the rows name for each item they make; "" for a row without one."""
	named: dict[str, set[str]] = defaultdict(set)
	for row in rows:
		if row.t_warehouse:
			named[row.item_code].add(row.bom_no or voucher.bom_no)
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


def _boms(names: Collection[str]) -> dict[str, _Bom]:
	"""Return those of the BOMs that are submitted."""
	filters = {"name": ["in", sorted(names)], "docstatus": 1, "quantity": [">", 0]}
	fields = ["name", "item", "quantity", "creation"]
	boms = frappe.get_all("BOM", filters, fields, order_by=None) if names else []
	if not boms:
		return {}
	authors = _authors("BOM", [bom.name for bom in boms])
	inputs: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
	for row in frappe.get_all(
		"BOM Item",
		filters={"parent": ["in", list(authors)], "parenttype": "BOM"},
		fields=["parent", "item_code", "stock_qty"],
		order_by=None,
	):
		inputs[row.parent][row.item_code] += row.stock_qty
	return {
		bom.name: _Bom(
			bom.item,
			{item: qty / bom.quantity for item, qty in inputs[bom.name].items()},
			authors[bom.name],
			str(bom.creation),
		)
		for bom in boms
	}


def _authors(doctype: str, names: Collection[str]) -> dict[str, frozenset[str]]:
	"""Return who created and changed each document, by itself and by its versions."""
	if not names:
		return {}
	authors: dict[str, set[str]] = {}
	for row in frappe.get_all(
		doctype, {"name": ["in", list(names)]}, ["name", "owner", "modified_by"], order_by=None
	):
		authors[row.name] = {row.owner, row.modified_by}
	versions = {"ref_doctype": doctype, "docname": ["in", list(authors)]}
	for row in frappe.get_all("Version", versions, ["docname", "owner"], order_by=None):
		authors[row.docname].add(row.owner)
	return {name: frozenset(users) for name, users in authors.items()}
