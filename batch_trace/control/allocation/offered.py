"""The batches that pickers offer for an item under a policy: those that may be taken, in picking order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import frappe
from frappe.utils import cint, get_datetime, getdate, now_datetime

from batch_trace.control.allocation import fill
from batch_trace.control.allocation.allocator import OF_ERPNEXT, Allocator
from batch_trace.control.movements import beneficiaries, intended, wanted
from batch_trace.control.movements.wanted import Demand
from batch_trace.control.policy import policies
from batch_trace.core.allocation.picking_order import PickingRules, Stock
from batch_trace.core.control.policy import FEFO, NEVER


def is_ordered(item_code: str | None) -> bool:
	"""Return whether the item is under a policy, so that its batches are offered by it."""
	return bool(item_code) and wanted.has_batches(item_code) and policies.of_item(item_code) is not None


def demand(item_code: str, warehouse: str, facts: Mapping[str, Any]) -> Demand:
	"""Return the demand of a voucher row on a form; `facts` are the known fields of the voucher and the row.

	All of them may be missing; then everything that is promised to anybody is left out.
	"""
	doctype = str(facts.get("voucher_type") or "")
	row = frappe._dict(facts, name=facts.get("row"))
	beneficiary = (
		beneficiaries.of_document(frappe._dict(facts, doctype=doctype, items=[row]))
		if doctype
		else beneficiaries.Beneficiary()
	)
	posted = facts.get("posting_date")
	return Demand(
		item_code,
		(warehouse,),
		intended.kind(doctype, facts, item_code, warehouse, facts.get("to")),
		max(getdate(), getdate(posted)) if posted else getdate(),
		beneficiary,
		_moment(facts),
	)


def in_order(wants: Demand, based_on: str = "") -> Iterator[Stock]:
	"""Yield what may be taken, in picking order; `based_on` is the order for items whose batches a user chooses."""
	rules = rules_of(wants.item_code, based_on)
	for entry in Allocator().usable(wants, rules):
		is_undated = rules.order == FEFO and rules.without_expiry == NEVER and not entry.expiry_date
		if not entry.obstacle and entry.quantity > 0 and not is_undated:
			yield entry


def rules_of(item_code: str, based_on: str = "") -> PickingRules:
	"""Return the picking rules of the item.

	`based_on` is an order in ERPNext's words ("Expiry", "FIFO", "LIFO"). It counts only if the policy leaves the choice
	to a user.
	"""
	rules = Allocator().rules_of(item_code)
	if based_on in OF_ERPNEXT and fill.is_manual(item_code):
		return replace(rules, order=OF_ERPNEXT[based_on])
	return rules


def rules_by_setting(item_code: str) -> PickingRules:
	"""Return the picking rules where ERPNext would choose: its own order for items whose batches a user chooses."""
	return rules_of(
		item_code, frappe.db.get_single_value("Stock Settings", "pick_serial_and_batch_based_on") or ""
	)


def _moment(facts: Mapping[str, Any]) -> datetime | None:
	"""Return the posting time, if it was set by the user and is in the past."""
	day = facts.get("posting_date")
	if not day or not (cint(facts.get("set_posting_time")) or getdate(day) < getdate()):
		return None
	moment = get_datetime(f"{day} {facts.get('posting_time') or '00:00:00'}")
	return moment if moment < now_datetime() else None
