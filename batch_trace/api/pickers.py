"""The batches to choose from in link fields and in ERPNext's dialog: as ERPNext offers them, less what may not move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt

from batch_trace.control import offers

ERPNEXT_PAGE = 300
"""So many batches ERPNext's own query returns at once, whatever is asked for."""


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

	The filter `batch_trace` says what they are wanted for (see `offers.stopped`); `show_all` in it drops none.
	"""
	given = frappe.parse_json(filters) or {}
	wanted = frappe.parse_json(given.pop("batch_trace", None)) or {}
	while page := list(_as_erpnext(doctype, txt, searchfield, start, page_len, given)):
		if offered := _offered(page, given, wanted):
			return offered
		if len(page) < (ERPNEXT_PAGE if "item_code" in given else page_len):
			break
		start += ERPNEXT_PAGE if "item_code" in given else page_len
	return []


def _as_erpnext(
	doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters: dict[str, Any]
) -> Sequence[tuple]:
	"""Return what the field would offer without this app: ERPNext's query, or a plain link's."""
	if "item_code" in filters:
		from erpnext.controllers.queries import get_batch_no

		return get_batch_no(doctype, txt, searchfield, start, page_len, filters)
	from frappe.desk.search import search_widget

	return search_widget(
		"Batch", txt, searchfield=searchfield, start=start, page_length=page_len, filters=filters
	)


def _offered(page: list[tuple], filters: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[tuple]:
	warehouse = filters.get("warehouse")
	known = offers.statuses([row[0] for row in page], warehouse if isinstance(warehouse, str) else None)
	item_code = filters.get("item_code") or filters.get("item") or ""
	dropped = set() if cint(wanted.get("show_all")) else offers.stopped(known, item_code, wanted)
	return [_with_status(row, known) for row in page if row[0] not in dropped]


def _with_status(row: Sequence[Any], known: Mapping[str, str]) -> tuple:
	name, *rest = row
	return (name, _(known[name]), *rest) if name in known else tuple(row)


@frappe.whitelist()
def auto_data(**kwargs: Any) -> Any:
	"""Return what ERPNext's dialog fetches by itself, without batches that are stopped.

	Stands in the place of ERPNext's `get_auto_data`, which is not told what the batches are wanted for: those are left out
	that may not make a movement of any other kind. What is left is chosen exactly as ERPNext chooses.
	"""
	from erpnext.stock.doctype.serial_and_batch_bundle import serial_and_batch_bundle as erpnext

	kwargs.pop("cmd", None)
	if not cint(kwargs.get("has_batch_no")):
		return erpnext.get_auto_data(**kwargs)
	everything = erpnext.get_auto_data(**{**kwargs, "qty": 0})
	names = {row["batch_no"] for row in everything or () if row.get("batch_no")}
	known = offers.statuses(names, kwargs.get("warehouse"))
	dropped = offers.stopped(known, str(kwargs.get("item_code") or ""), {})
	if not dropped:
		return erpnext.get_auto_data(**kwargs)
	left = [row for row in everything if row.get("batch_no") not in dropped]
	if cint(kwargs.get("has_serial_no")):
		return left[: cint(kwargs.get("qty"))] if cint(kwargs.get("qty")) else left
	return erpnext.get_qty_based_available_batches(left, flt(kwargs["qty"])) if kwargs.get("qty") else left
