"""Cleanings of workstations, as Downtime Entries record them, between the first production of a batch and a later one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import frappe
from frappe.utils import get_datetime

from batch_trace.control.numbering.facts import STOCK_ENTRY
from batch_trace.core.terms.movements import Voucher

OF_ORDER = """
	SELECT operation.workstation FROM `tabWork Order Operation` operation
	WHERE operation.parent = %(order)s AND NOT EXISTS (
		SELECT 1 FROM `tabJob Card` card WHERE card.operation_id = operation.name AND card.docstatus < 2)
	UNION
	SELECT card.workstation FROM `tabJob Card` card WHERE card.work_order = %(order)s AND card.docstatus < 2
"""
"""Where an order is worked on: as its Job Cards say, else as planned."""

CLEANED = """
	SELECT workstation, to_time FROM `tabDowntime Entry`
	WHERE is_cleaning = 1 AND workstation IN %(workstations)s AND to_time > %(after)s AND to_time <= %(until)s
	ORDER BY to_time, name LIMIT 1
"""


class Cleaning(NamedTuple):
	"""A workstation that was cleaned, and when it was clean."""

	workstation: str
	at: datetime


def first_between(voucher: Voucher, after: datetime, until: datetime) -> Cleaning | None:
	"""Return the first cleaning of a workstation of a production that ended after one moment and not after another."""
	workstations = _workstations(voucher)
	if not workstations:
		return None
	values = {"workstations": tuple(workstations), "after": after, "until": until}
	rows = frappe.db.sql(CLEANED, values)
	return Cleaning(rows[0][0], get_datetime(rows[0][1])) if rows else None


def _workstations(voucher: Voucher) -> Collection[str]:
	"""Return where a voucher's goods were made: at the workstation of its Job Card, else at those of its Work Order."""
	if voucher.voucher_type != STOCK_ENTRY or not voucher.work_order:
		return ()
	card = frappe.db.get_value(STOCK_ENTRY, voucher.voucher_no, "job_card")
	at_card = frappe.db.get_value("Job Card", card, "workstation") if card else None
	if at_card:
		return (at_card,)
	rows = frappe.db.sql(OF_ORDER, {"order": voucher.work_order})
	return sorted({workstation for (workstation,) in rows if workstation})
