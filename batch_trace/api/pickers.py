"""The batches that link fields and ERPNext's dialog offer: without those that may not move, and under a policy in its
picking order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt

from batch_trace.api.arguments import count, facts, mapping, names, optional_text
from batch_trace.api.in_place_of import in_place_of
from batch_trace.control.allocation import offered, offered_to
from batch_trace.control.allocation.allocator import Allocator
from batch_trace.control.allocation.offered import is_ordered
from batch_trace.control.guard import offers
from batch_trace.control.movements.wanted import Demand
from batch_trace.core.control import date_origins
from batch_trace.core.control.statuses import Verdict

AUTO = "erpnext.stock.doctype.serial_and_batch_bundle.serial_and_batch_bundle.get_auto_data"
QUERY = "erpnext.controllers.queries.get_batch_no"
ERPNEXT_PAGE = 300
"""ERPNext's own query returns this many batches at once, whatever page length is asked for."""


@frappe.whitelist()
@frappe.validate_and_sanitize_search_inputs
def batches(
	doctype: str,
	txt: str,
	searchfield: str,
	start: int,
	page_len: int,
	filters: dict[str, Any] | str | None = None,
) -> list[tuple]:
	"""Return the batches that ERPNext offers and that may make the movement, each with its status.

	Batches of an item under a policy are in picking order, with the quantity that may be taken. The filter
	`batch_trace` has the facts of the movement (see `offers.stopped`, `offered.demand`); with `show_all` in it, no
	batch is left out.
	"""
	start, page_len = count(start, _("The start")), count(page_len, _("The page length"))
	given = mapping(filters, _("The filters"))
	wanted = _movement(given.pop("batch_trace", None))
	if "item_code" in given:
		given = facts(given, _("The filters"))
	item_code, warehouse = given.get("item_code"), given.get("warehouse")
	offered_to.check(warehouse)
	if not cint(wanted.get("show_all")) and warehouse and "item_code" in given and is_ordered(item_code):
		return _in_order(offered.demand(item_code, warehouse, wanted), txt, start, page_len)
	while page := list(_as_erpnext(doctype, txt, searchfield, start, page_len, given)):
		if permitted := _permitted(page, given, wanted):
			return permitted
		if len(page) < (ERPNEXT_PAGE if "item_code" in given else page_len):
			break
		start += ERPNEXT_PAGE if "item_code" in given else page_len
	return []


@frappe.whitelist()
@frappe.validate_and_sanitize_search_inputs
def any_batch(
	doctype: str,
	txt: str,
	searchfield: str,
	start: int,
	page_len: int,
	filters: dict[str, Any] | str | None = None,
) -> list[tuple]:
	"""Return the batches that the user may read whose number, item or supplier's batch has the text.

	For screens that look at batches and move none: each with item, supplier's batch, status and expiry date. Batches that
	only exist in warehouses that the user may not read are left out.
	"""
	start, page_len = count(start, _("The start")), count(page_len, _("The page length"))
	while page := _found(txt, start, page_len):
		if in_sight := offered_to.not_elsewhere(page):
			return list(in_sight)
		if len(page) < page_len:
			break
		start += page_len
	return []


def _found(txt: str, start: int, page_len: int) -> list[tuple]:
	"""Return a page of the batches that the user's rights on the Batch let them find."""
	found = frappe.get_list(
		"Batch",
		or_filters={field: ["like", f"%{txt}%"] for field in ("name", "item", "item_name", "supplier_batch")},
		fields=["name", "item", "supplier_batch", "effective_status", "expiry_date", "expiry_from"],
		order_by="creation desc, name",
		limit_start=start,
		limit_page_length=page_len,
	)
	return [
		(
			row.name,
			row.item,
			row.supplier_batch,
			_(row.effective_status or ""),
			*_dates(None, row.expiry_date, row.expiry_from),
		)
		for row in found
	]


def _movement(value: object) -> dict[str, Any]:
	"""Return the facts of the movement: single values, and in `items_made` the items that the voucher makes."""
	given = mapping(value, _("The facts of the movement"))
	made = given.pop("items_made", None)
	return facts(given, _("The facts of the movement")) | {
		"items_made": names(made, _("The items that are made")) if made else []
	}


def _in_order(demand: Demand, txt: str, start: int, page_len: int) -> list[tuple]:
	"""Return a page of what may be taken in picking order, each batch with its status, quantity and dates."""
	matching = _matching(demand.item_code, txt) if txt else None
	stock = (entry for entry in offered.in_order(demand) if matching is None or entry.batch in matching)
	page = list(islice(stock, start, start + page_len))
	names = [entry.batch for entry in page]
	verdicts = offers.verdicts(names, demand.warehouses[0])
	rows = frappe.get_all(
		"Batch",
		{"name": ["in", names]},
		["name", "supplier_batch", "manufacturing_date", "expiry_from"],
		order_by="name",
		limit_page_length=0,
	)
	of_batch = {row.name: row for row in rows}
	return [
		_with_status(
			(
				row.name,
				*_number(row.supplier_batch),
				entry.quantity,
				*_dates(row.manufacturing_date, entry.expiry_date, row.expiry_from),
			),
			verdicts,
		)
		for entry in page
		for row in [of_batch[entry.batch]]
	]


def _number(supplier_batch: str | None) -> list[str]:
	"""Return the supplier's batch number as a column, which is left out where there is none."""
	return [supplier_batch] if supplier_batch else []


def _dates(manufactured: date | None, expires: date | None, expiry_from: str | None) -> list[str]:
	"""Return the dates in the form of ERPNext's own list; an expiry date that was computed is told apart."""
	computed = f" ({_('computed')})" if expiry_from == date_origins.COMPUTED else ""
	dates = (("MFG", manufactured, ""), ("EXP", expires, computed))
	return [f"{word}-{day}{origin}" for word, day, origin in dates if day]


def _matching(item_code: str, txt: str) -> set[str]:
	"""Return the item's batches that have the text in their name or search fields."""
	fields = {"name", *frappe.get_meta("Batch").get_search_fields()}
	like = {field: ["like", f"%{txt}%"] for field in fields}
	names = frappe.get_all(
		"Batch", {"item": item_code}, or_filters=like, pluck="name", order_by="name", limit_page_length=0
	)
	return set(names)


def _as_erpnext(
	doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters: dict[str, Any]
) -> Sequence[tuple]:
	"""Return what the field would offer without this app: ERPNext's query, or a plain link's."""
	if "item_code" in filters:
		original = in_place_of(QUERY, batches)
		return original(doctype, txt, searchfield, start, page_len, filters)
	from frappe.desk.search import search_widget

	return search_widget(
		"Batch", txt, searchfield=searchfield, start=start, page_length=page_len, filters=filters
	)


def _permitted(page: list[tuple], filters: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[tuple]:
	warehouse = filters.get("warehouse") if "item_code" in filters else None
	page = offered_to.in_sight(page, warehouse) if "item_code" in filters else offered_to.not_elsewhere(page)
	verdicts = offers.verdicts([row[0] for row in page], warehouse)
	item_code = filters.get("item_code") or filters.get("item") or ""
	dropped = {} if cint(wanted.get("show_all")) else offers.stopped(verdicts, item_code, wanted, warehouse)
	return [_with_status(row, verdicts) for row in page if row[0] not in dropped]


def _with_status(row: Sequence[Any], verdicts: Mapping[str, Verdict]) -> tuple:
	name, *rest = row
	return (name, _(verdicts[name].status), *rest) if name in verdicts else tuple(row)


@frappe.whitelist()
def auto_data(**kwargs: Any) -> Any:
	"""Return the batches that ERPNext's dialog fetches by itself, without stopped ones.

	It replaces ERPNext's `get_auto_data`, which does not know the kind of movement. So batches that may not make the
	kind "Other" are left out, and everything that is promised. Batches of items under a policy are chosen in its
	picking order, those of other items as ERPNext does.
	"""
	original = in_place_of(AUTO, auto_data)
	kwargs.pop("cmd", None)
	item_code = optional_text(kwargs.get("item_code"), _("The item")) or ""
	warehouse = optional_text(kwargs.get("warehouse"), _("The warehouse"))
	offered_to.check(warehouse)
	if not cint(kwargs.get("has_batch_no")) and not offered_to.is_limited():
		return original(**kwargs)
	if (
		cint(kwargs.get("has_batch_no"))
		and not cint(kwargs.get("has_serial_no"))
		and warehouse
		and is_ordered(item_code)
	):
		return _fetched(
			offered.demand(item_code, warehouse, kwargs), flt(kwargs.get("qty")), kwargs.get("based_on")
		)
	everything = original(**{**kwargs, "qty": 0}) or []
	names = {row["batch_no"] for row in everything if row.get("batch_no")}
	dropped = offers.stopped(offers.verdicts(names, warehouse), item_code, {})
	permitted = [row for row in offered_to.seen(everything) if row.get("batch_no") not in dropped]
	if len(permitted) == len(everything):
		return original(**kwargs)
	from erpnext.stock.doctype.serial_and_batch_bundle.serial_and_batch_bundle import (
		get_qty_based_available_batches,
	)

	if cint(kwargs.get("has_serial_no")):
		return permitted[: cint(kwargs.get("qty"))] if cint(kwargs.get("qty")) else permitted
	return get_qty_based_available_batches(permitted, flt(kwargs["qty"])) if kwargs.get("qty") else permitted


def _fetched(demand: Demand, quantity: float, based_on: str | None) -> list[dict[str, Any]]:
	"""Return the batches for a quantity, or all that may be taken if no quantity is given."""
	if not quantity:
		taken = [(entry, entry.quantity) for entry in offered.in_order(demand, based_on or "")]
	else:
		rules = offered.rules_of(demand.item_code, based_on or "")
		taken = [
			(pick.stock, pick.quantity) for pick in Allocator().allocate(demand, quantity, rules=rules).picks
		]
	return [frappe._dict(batch_no=entry.batch, qty=qty, warehouse=entry.warehouse) for entry, qty in taken]
