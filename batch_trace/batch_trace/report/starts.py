"""Reads the start of a trace from the filters of a report."""

from __future__ import annotations

from typing import Any, TypedDict

import frappe
from frappe import _
from frappe.utils import cint

from batch_trace.api.trace import trace
from batch_trace.core.answer.answer import Answer
from batch_trace.core.genealogy.starts import BATCH, SUPPLIER_BATCH


class StartFilters(TypedDict, total=False):
	"""The filters that `batch_trace.start_filters()` puts on a report."""

	start_type: str
	start: str
	supplier_batch: str
	supplier: str
	direction: str
	as_of: str
	max_depth: int
	ignore_time: int


def start_of(filters: StartFilters) -> str:
	"""Return the start of the trace, "" if the user has not chosen one yet."""
	of_supplier = filters.get("start_type") == SUPPLIER_BATCH
	return ((filters.get("supplier_batch") if of_supplier else filters.get("start")) or "").strip()


def traced(filters: StartFilters, max_depth: int | None = None) -> Answer:
	"""Return the trace that the filters ask for.

	Raises:
		frappe.ValidationError: the filters have no start.
	"""
	start = start_of(filters)
	if not start:
		frappe.throw(_("Choose what to trace: a batch, a serial number, a supplier batch or a voucher."))
	answer: Any = trace(
		start,
		start_type=filters.get("start_type") or BATCH,
		direction=(filters.get("direction") or "both").lower(),
		as_of=filters.get("as_of"),
		max_depth=cint(filters.get("max_depth")) or max_depth,
		supplier=filters.get("supplier"),
		ignore_time=cint(filters.get("ignore_time")),
	)
	return answer
