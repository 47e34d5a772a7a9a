"""Finds the batch and the serial number that a label names, for one item or without one."""

from __future__ import annotations

from collections.abc import Iterable

import frappe

from batch_trace.control.scanning import by_name
from batch_trace.control.scanning.found import SUPPLIER_BATCH, Candidate
from batch_trace.ledger.access import UserAccess


def of_number(number: str, item_code: str | None) -> list[Candidate]:
	"""Return the batches with our own number, or else those with the supplier's number, that the user may read."""
	of_item = {"item": item_code} if item_code else {}
	ours = [*by_name.batches({"name": number, **of_item}), *by_name.batches({"batch_id": number, **of_item})]
	theirs = by_name.batches({"supplier_batch": number, **of_item}, SUPPLIER_BATCH)
	return readable(_exact(number, ours)) or readable(_exact(number, theirs))


def readable(candidates: Iterable[Candidate]) -> list[Candidate]:
	"""Return the batches that the user may read, with their items."""
	access, listed = UserAccess(), list(dict.fromkeys(candidates))
	names = set(access.readable("Batch", {each.name for each in listed}))
	items = set(access.readable("Item", {each.item_code for each in listed if each.item_code}))
	return [each for each in listed if each.name in names and each.item_code in items]


def _exact(number: str, candidates: Iterable[Candidate]) -> list[Candidate]:
	"""Return the batches with exactly the number if there are any, for small and capital letters may differ."""
	listed = list(candidates)
	return [each for each in listed if by_name.as_written(number, each)] or listed


def serial(number: str) -> frappe._dict | None:
	"""Return a serial number with its item and batch, None if there is none that the user may read."""
	row = frappe.db.get_value("Serial No", {"name": number}, ["name", "item_code", "batch_no"], as_dict=True)
	access = UserAccess()
	if (
		not row
		or not access.readable("Serial No", [row.name])
		or not access.readable("Item", [row.item_code])
	):
		return None
	if row.batch_no and not access.readable("Batch", [row.batch_no]):
		row.batch_no = None
	return row
