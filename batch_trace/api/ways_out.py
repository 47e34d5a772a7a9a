"""The buttons of refusals: each makes drafts of the way out that the message names."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import flt

from batch_trace.api.arguments import optional_text, text
from batch_trace.api.deadlocks import tried_again
from batch_trace.control.guard import set_apart
from batch_trace.control.holds.access import check_place
from batch_trace.control.orders import take_back


@frappe.whitelist(methods=["POST"])
@tried_again
def to_quarantine(places: str | list[Any], work_order: str | None = None) -> list[str]:
	"""Save drafts that move batches to quarantine, and return the names of the Stock Entries.

	`places` are pairs of a batch and a warehouse. With a `work_order`, the material is taken back from the order, and a
	second draft brings as much for it.
	"""
	frappe.has_permission(set_apart.STOCK_ENTRY, "create", throw=True)
	wanted = _places(places)
	order = optional_text(work_order, _("The Work Order"))
	made = take_back.drafts(order, wanted) if order else [set_apart.draft(wanted)]
	return [entry.name for entry in made]


@frappe.whitelist(methods=["POST"])
@tried_again
def return_from_order(work_order: str, batch: str, warehouse: str, target: str, quantity: float) -> str:
	"""Save the draft of a return of a batch from a Work Order to another warehouse, and return the name of the Stock Entry."""
	frappe.has_permission(set_apart.STOCK_ENTRY, "create", throw=True)
	[(name, place)] = _places([[batch, warehouse]])
	order, to = text(work_order, _("The Work Order")), text(target, _("The warehouse"))
	check_place(to)
	return take_back.draft(order, name, place, to, flt(quantity)).name


def _places(given: object) -> list[tuple[str, str]]:
	"""Return the batches and warehouses of the request, all of which the user must be able to read."""
	pairs = _read(given) if isinstance(given, str) else given
	if not isinstance(pairs, list) or not pairs or any(not _is_pair(pair) for pair in pairs):
		frappe.throw(_("The places must be pairs of a batch and a warehouse."))
	wanted = [
		(text(batch, _("The batch")), text(warehouse, _("The warehouse"))) for batch, warehouse in pairs
	]
	for warehouse in {warehouse for _batch, warehouse in wanted}:
		check_place(warehouse)
	return wanted


def _read(given: str) -> object:
	try:
		return frappe.parse_json(given)
	except ValueError:
		return None


def _is_pair(pair: object) -> bool:
	return isinstance(pair, list | tuple) and len(pair) == 2
