"""What the site knows to be missing or doubtful, before a trace looks: unread history, and what the check found."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import frappe
from frappe import _

from batch_trace.core.answer import gaps
from batch_trace.core.terms.nodes import Node, is_serial, name_of
from batch_trace.ledger import backfill
from batch_trace.ledger.select import select

OPEN = "Open"
FOUND = """
	SELECT g.batch FROM `tabTrace Gap` g WHERE g.status = %(open)s AND g.batch IN %(names)s
	UNION
	SELECT t.batch FROM `tabTrace Gap` g
	JOIN `tabTrace Event` v ON v.voucher_no = g.voucher_no AND v.voucher_type = g.voucher_type
	JOIN `tabTrace Entry` t ON t.event = v.name
	WHERE g.status = %(open)s AND t.batch IN %(names)s
	UNION
	SELECT g.serial_no FROM `tabTrace Gap` g WHERE g.status = %(open)s AND g.serial_no IN %(names)s
"""


def known_gaps(nodes: Collection[Node]) -> Iterator[gaps.Gap]:
	"""Yield the gap of a history not read to its end, and one for each of the nodes that the check has found wrong."""
	at = backfill.state()
	if at.backfill_status != backfill.COMPLETE:
		done = _("{0} of {1} vouchers").format(at.backfill_done or 0, at.backfill_total or 0)
		yield gaps.Gap(gaps.BACKFILL_INCOMPLETE, (done,))
	if not frappe.db.exists("Trace Gap", {"status": OPEN}):
		return
	by_name = {name_of(node): node for node in sorted(nodes, key=is_serial, reverse=True)}
	for (name,) in select(FOUND, {"open": OPEN, "names": tuple(by_name)}):
		yield gaps.Gap(gaps.CHECK_FOUND, (name,), by_name.get(name))
