"""The picks that FEFO Compliance shows: those not cancelled that the user may read."""

from __future__ import annotations

from typing import TypedDict

import frappe
from frappe.query_builder import DocType
from frappe.utils import add_days

from batch_trace.control.in_stock.scope import Scope
from batch_trace.core.control.movement_kinds import PICK
from batch_trace.ledger.access import UserAccess, readable_rows
from batch_trace.ledger.parties import picks_with_readable_vouchers


class PickFilters(TypedDict, total=False):
	"""The filters of the report."""

	company: str
	from_date: str
	to_date: str
	item_code: str
	item_group: str
	warehouse: str
	user: str
	only_broken: int
	group_by: str


OF_PICK = (
	"name",
	"picked_at",
	"user",
	"company",
	"voucher_type",
	"voucher_no",
	"item_code",
	"warehouse",
	"batch",
	"qty",
	"uom",
	"expiry_date",
	"best_batch",
	"best_expiry_date",
	"best_qty",
	"rule",
	"in_order",
	"chosen_by",
	"reason",
	"note",
	"kind",
)
LINKS = {"company": "Company", "warehouse": "Warehouse", "batch": "Batch"}
OF_BEST = ("best_batch", "best_expiry_date", "best_qty")


def read(filters: PickFilters) -> tuple[list[frappe._dict], bool]:
	"""Return the picks that the user may read, the latest first, and whether there are others.

	Picks of cancelled vouchers do not count; those of a Pick List count when delivered.
	"""
	rows = _query(filters).run(as_dict=True)
	readable = picks_with_readable_vouchers(readable_rows(rows, LINKS))
	return _without_what_is_hidden(readable), len(readable) < len(rows)


def _query(filters: PickFilters):
	pick, item, later = DocType("Batch Pick"), DocType("Item"), DocType("Trace Event").as_("later")
	query = (
		frappe.qb.from_(pick)
		.left_join(item)
		.on(item.name == pick.item_code)
		.left_join(later)
		.on((later.reverses == pick.event) & (pick.event > 0))
		.select(*(pick[name] for name in OF_PICK), item.item_name, item.item_group)
		.where(later.name.isnull() & (pick.kind != PICK))
		.orderby(pick.picked_at, pick.name, order=frappe.qb.desc)
	)
	if filters.get("from_date"):
		query = query.where(pick.picked_at >= filters["from_date"])
	if filters.get("to_date"):
		query = query.where(pick.picked_at < add_days(filters["to_date"], 1))
	for name in ("company", "item_code", "user"):
		if filters.get(name):
			query = query.where(pick[name] == filters[name])
	scope = Scope.of(filters)
	for field, names in ((pick.warehouse, scope.warehouses()), (item.item_group, scope.item_groups())):
		if names:
			query = query.where(field.isin(names))
	return query


def _without_what_is_hidden(rows: list[frappe._dict]) -> list[frappe._dict]:
	"""Remove the batch that came first from picks if the user may not read it; the pick itself is shown."""
	named = {row.best_batch for row in rows if row.best_batch}
	readable = set(UserAccess().readable("Batch", named)) if named else set()
	for row in rows:
		if row.best_batch and row.best_batch not in readable:
			row.update(dict.fromkeys(OF_BEST))
	return rows
