"""Gaps that the site knows before a trace runs: history not read yet, open Trace Gaps, sales at open tills."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import frappe
from frappe import _

from batch_trace.core.answer import gaps
from batch_trace.core.genealogy.edges import Unit
from batch_trace.core.terms.nodes import Node, is_serial, name_of
from batch_trace.ledger import backfill, check, drop_shipments, lost_in_counts, on_the_way, unpicked
from batch_trace.ledger.select import select
from batch_trace.ledger.stock import RECONCILIATION

OPEN = "Open"
NODES_WITH_FINDINGS = """
	SELECT g.batch FROM `tabTrace Gap` g
	WHERE g.status = %(open)s AND g.code <> %(lost)s AND g.batch IN %(names)s
	UNION
	SELECT t.batch FROM `tabTrace Gap` g
	JOIN `tabTrace Event` v ON v.voucher_no = g.voucher_no AND v.voucher_type = g.voucher_type
	JOIN `tabTrace Entry` t ON t.event = v.name
	WHERE g.status = %(open)s AND (g.code IN %(found_by_check)s OR g.voucher_type <> %(count)s) AND t.batch IN %(names)s
	UNION
	SELECT b.name FROM `tabBatch` b JOIN `tabTrace Gap` g ON g.item_code = b.item
	WHERE g.status = %(open)s AND b.name IN %(names)s
	UNION
	SELECT g.serial_no FROM `tabTrace Gap` g
	WHERE g.status = %(open)s AND g.code <> %(lost)s AND g.serial_no IN %(names)s
"""
"""What is open about a voucher concerns all its batches, but not what a count has found less of one of them."""


def known_gaps(
	nodes: Collection[Node], onward: Mapping[Node, int], unit: Unit | None = None
) -> Iterator[gaps.Gap]:
	"""Yield a gap if the history is not read completely, and one for each node with an open Trace Gap.

	`onward` are the nodes whose customers are asked for, with their depth: sales and direct deliveries that may be some of
	them are gaps, too, and so is what went to another company of the site and has not arrived. `unit` is the serial number to
	which the start is limited.
	"""
	yield from unpicked.found(onward)
	yield from drop_shipments.found(onward)
	yield from on_the_way.found(onward)
	yield from lost_in_counts.found(nodes, onward, unit)
	state = backfill.state()
	if state.backfill_status != backfill.COMPLETE:
		progress = _("{0} of {1} vouchers").format(state.backfill_done or 0, state.backfill_total or 0)
		yield gaps.Gap(gaps.BACKFILL_INCOMPLETE, (progress,))
	if not frappe.db.exists("Trace Gap", {"status": OPEN}):
		return
	by_name = {name_of(node): node for node in sorted(nodes, key=is_serial, reverse=True)}
	values = {
		"open": OPEN,
		"lost": gaps.LOST_AND_FOUND,
		"found_by_check": check.CODES,
		"count": RECONCILIATION,
	}
	for (name,) in select(NODES_WITH_FINDINGS, {**values, "names": tuple(by_name)}):
		yield gaps.Gap(gaps.CHECK_FOUND, (name,), by_name.get(name))
