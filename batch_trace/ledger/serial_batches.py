"""Which batch a serial number is in, according to the ledger, whatever its Serial No says.

ERPNext takes the batch of a serial number from its Serial No, and writes it there itself, in the database, whenever the
serial number enters a warehouse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

import frappe
from frappe import _

from batch_trace.ledger.finding import Cursor, Finding, Slice
from batch_trace.ledger.slices import AT_ONCE

SERIAL_DIFFERS = "serial_differs"
SERIAL_NO = "Serial No"
NET = """
	SELECT serial_no, COALESCE(batch, ''), SUM(qty), MAX(warehouse) FROM `tabTrace Entry`
	WHERE serial_no IN %(names)s GROUP BY serial_no, COALESCE(batch, '')
	HAVING ABS(SUM(qty)) > 1e-6 ORDER BY serial_no, COALESCE(batch, '')
"""
LEFT = """
	SELECT serial_no, COALESCE(batch, '') FROM `tabTrace Entry`
	WHERE serial_no IN %(names)s AND direction = 'Out' AND event < %(before)s
	GROUP BY serial_no, COALESCE(batch, ''), of_event HAVING SUM(qty) < -1e-6 ORDER BY of_event
"""
NAMES = """
	SELECT DISTINCT serial_no FROM `tabTrace Entry`
	WHERE serial_no > %(after)s AND COALESCE(batch, '') <> '' ORDER BY serial_no LIMIT %(limit)s
"""


def taken_from_others(serials: Collection[str]) -> dict[tuple[str, str], str]:
	"""Return the batch in which each serial number is, by serial number and the other batch that it left as."""
	found = {}
	for serial, nets in _nets(serials).items():
		held = [batch for batch, (quantity, _warehouse) in nets.items() if quantity > 0]
		if held:
			found |= {(serial, batch): held[0] for batch, (net, _warehouse) in nets.items() if net < 0}
	return found


def last_left(serials: Collection[str], before: int) -> dict[str, str]:
	"""Return the batch in which each serial number last left stock, before an event; "" is none."""
	if not serials:
		return {}
	return dict(frappe.db.sql(LEFT, {"names": tuple(serials), "before": before}))


def now_in(serial: str) -> str | None:
	"""Return the batch in which a serial number is or, once it has left, was last; None if it never moved."""
	held = [batch for batch, (net, _warehouse) in _nets([serial]).get(serial, {}).items() if net > 0]
	if held:
		return held[0]
	rows = frappe.get_all("Trace Entry", {"serial_no": serial}, pluck="batch", order_by="name desc", limit=1)
	return (rows[0] or "") if rows else None


def in_slices(cursor: Cursor) -> Iterator[Slice]:
	"""Yield, slice by slice, the serial numbers that left as another batch, or whose Serial No names another batch."""
	while names := frappe.db.sql(NAMES, {"after": cursor or "", "limit": AT_ONCE}, pluck=True):
		cursor = names[-1]
		yield cursor, list(_differences(names))


def _differences(names: Collection[str]) -> Iterator[Finding]:
	left_as = _(
		"Serial number {0} is in batch {2} according to the ledger, and left as batch {1}. A trace of {2} does not find it: find out "
		"where it went, who changed its batch, and write down what you found."
	)
	named = _(
		"Serial number {0} is in batch {1} according to the ledger, but its Serial No says {2}. Find out who changed it, and enter {1} there."
	)
	nets, stated = _nets(names), _stated(names)
	for (serial, batch), held in taken_from_others(names).items():
		yield _finding(left_as.format(serial, batch or "-", held), serial, batch, nets)
	for serial, of_serial in nets.items():
		for batch, (net, _warehouse) in of_serial.items():
			if net > 0 and serial in stated and stated[serial] != batch:
				yield _finding(named.format(serial, batch, stated[serial] or "-"), serial, batch, nets)


def _finding(
	message: str, serial: str, batch: str, nets: Mapping[str, Mapping[str, tuple[float, str]]]
) -> Finding:
	return Finding(
		SERIAL_DIFFERS,
		message,
		batch=batch,
		serial_no=serial,
		warehouse=nets[serial][batch][1],
		is_repairable=False,
	)


def _nets(serials: Collection[str]) -> dict[str, dict[str, tuple[float, str]]]:
	"""Return by serial number and batch how much more came in than left, where that is not zero, and a warehouse."""
	nets: dict[str, dict[str, tuple[float, str]]] = defaultdict(dict)
	if serials:
		for serial, batch, quantity, warehouse in frappe.db.sql(NET, {"names": tuple(serials)}):
			nets[serial][batch] = float(quantity), warehouse
	return nets


def _stated(serials: Collection[str]) -> dict[str, str]:
	"""Return the batch that each Serial No names."""
	rows = frappe.get_all(
		SERIAL_NO,
		filters={"name": ["in", list(serials)]},
		fields=["name", "batch_no"],
		order_by=None,
		limit_page_length=0,
	)
	return {row.name: row.batch_no or "" for row in rows}
