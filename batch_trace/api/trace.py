"""The trace and the mass balance, for users who may read the ledger."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from batch_trace.api.arguments import optional_text, text
from batch_trace.api.refusals import refuse, worded
from batch_trace.core.answer.mass_balance import balances
from batch_trace.core.answer.trace import trace as trace_ledger
from batch_trace.core.genealogy.starts import BATCH, SERIAL_NO, SUPPLIER_BATCH, resolve
from batch_trace.core.ledger_file.source import LedgerSource, Row
from batch_trace.core.terms.errors import StartNotReadable
from batch_trace.ledger import capture, drop_shipments, parties
from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.known_gaps import known_gaps
from batch_trace.ledger.on_hand import on_hand
from batch_trace.ledger.site_ledger import site_ledger
from batch_trace.ledger.status import status_of


@frappe.whitelist()
def trace(
	start: str,
	start_type: str = "Batch",
	direction: str = "both",
	as_of: str | None = None,
	max_depth: int | str | None = None,
	supplier: str | None = None,
	ignore_time: int | str | bool = 0,
) -> dict[str, Any]:
	"""Trace the start forward to customers and backward to suppliers.

	`start_type` is "Batch", "Serial No", "Supplier Batch" (then `supplier` may narrow it), or a voucher's doctype.
	`direction` is "forward", "backward", "both" or "siblings". `as_of` gives the answer of the ledger at that time.
	With `ignore_time`, what time clears is shown, too.
	"""
	name, kind = text(start, _("The start")), text(start_type, _("The type of the start"))
	of_supplier, moment = (
		optional_text(supplier, _("The supplier")),
		optional_text(as_of, _("The point in time")),
	)
	source = _source()
	if kind not in (BATCH, SERIAL_NO, SUPPLIER_BATCH):
		parties.check_voucher(kind, name)
	with worded():
		return trace_ledger(
			source,
			resolve(source, name, kind, of_supplier),
			text(direction, _("The direction")),
			as_of=moment,
			max_depth=cint(max_depth) if max_depth not in (None, "") else None,
			ignore_time=bool(cint(ignore_time)),
			access=UserAccess(),
			status_of=status_of,
			gaps_of=known_gaps,
			direct_of=drop_shipments.invoiced,
			translate=_,
		)


@frappe.whitelist()
def mass_balance(batch: str) -> dict[str, Any]:
	"""Return how much of a batch came in, went out, and is in ERPNext's stock, in stock UOM.

	`unexplained` is the difference that no movement in the ledger explains; it should be 0.
	"""
	name = text(batch, _("The batch"))
	with worded():
		[node] = resolve(_source(), name).nodes
	rows = mass_balances([node])
	if not rows:
		refuse(StartNotReadable("Batch", node))
	return rows[0]


def mass_balances(batches: Collection[str]) -> list[dict[str, Any]]:
	"""Return the mass balance of each batch, if the user may read all parts of it."""
	source = _source()
	shown = _whole(source, batches)
	balance_of = balances(source, shown, _stock_of(shown))
	described = _described(shown)
	return [{"batch": batch, **described[batch], **balance_of[batch]} for batch in shown]


def _whole(source: LedgerSource, batches: Collection[str]) -> list[str]:
	"""Return the batches whose parts the user may all read, because a balance of some parts would not add up."""
	access = UserAccess()
	readable = access.readable("Batch", batches)
	hidden = _partly_hidden(access, "Company", batches, source.companies)
	hidden |= _partly_hidden(access, "Warehouse", batches, source.on_hand)
	return [batch for batch in batches if batch in readable and batch not in hidden]


def _partly_hidden(
	access: UserAccess, doctype: str, batches: Collection[str], parts: Callable[[Collection[str]], list[Row]]
) -> set[str]:
	"""Return the batches that have a part (batch, company or warehouse, ...) that the user may not read."""
	if not batches or not access.is_restricted(doctype):
		return set()
	named = [(row[0], row[1]) for row in parts(batches) if row[1]]
	readable = access.readable(doctype, {name for _batch, name in named})
	return {batch for batch, name in named if name not in readable}


def _stock_of(batches: Collection[str]) -> dict[str, float]:
	stock = dict.fromkeys(batches, 0.0)
	for (batch, _warehouse), quantity in on_hand(batches).items():
		stock[batch] += quantity
	return stock


def _described(batches: Collection[str]) -> dict[str, dict[str, str]]:
	nothing = {"item_code": "", "item_name": "", "uom": ""}
	rows = frappe.db.sql(
		"""SELECT b.name, i.name AS item_code, i.item_name, i.stock_uom AS uom
		FROM `tabBatch` b JOIN `tabItem` i ON i.name = b.item WHERE b.name IN %(batches)s""",
		{"batches": tuple(batches) or ("",)},
		as_dict=True,
	)
	return dict.fromkeys(batches, nothing) | {row.pop("name"): row for row in rows}


def _source() -> LedgerSource:
	"""Return the site's ledger, with what this transaction moved, if the user may read it."""
	frappe.has_permission("Trace Event", "read", throw=True)
	capture.flush()
	return site_ledger()
