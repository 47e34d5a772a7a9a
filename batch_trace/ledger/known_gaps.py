"""Gaps that the site knows before a trace runs: history not read yet, open Trace Gaps, sales at open tills."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import frappe
from frappe import _

from batch_trace.core.answer import gaps
from batch_trace.core.genealogy.edges import Unit
from batch_trace.core.terms.nodes import Node, is_serial, name_of
from batch_trace.ledger import backfill, drop_shipments, lost_in_counts, on_the_way, unpicked
from batch_trace.ledger.select import select

OPEN = "Open"
FINDINGS = """
	SELECT g.batch, g.code, g.voucher_type, g.voucher_no, g.company FROM `tabTrace Gap` g
	WHERE g.status = %(open)s AND g.code <> %(lost)s AND g.batch IN %(names)s
	UNION
	SELECT t.batch, g.code, g.voucher_type, g.voucher_no, g.company FROM `tabTrace Gap` g
	JOIN `tabTrace Event` v ON v.voucher_no = g.voucher_no AND v.voucher_type = g.voucher_type
	JOIN `tabTrace Entry` t ON t.event = v.name
	WHERE g.status = %(open)s AND g.code NOT IN %(of_one_batch)s AND t.batch IN %(names)s
	UNION
	SELECT b.name, g.code, g.voucher_type, g.voucher_no, g.company FROM `tabBatch` b
	JOIN `tabTrace Gap` g ON g.item_code = b.item
	WHERE g.status = %(open)s AND b.name IN %(names)s
	UNION
	SELECT g.serial_no, g.code, g.voucher_type, g.voucher_no, g.company FROM `tabTrace Gap` g
	WHERE g.status = %(open)s AND g.code <> %(lost)s AND g.serial_no IN %(names)s
"""
"""Open Trace Gaps of nodes; `lost_in_counts.py` words what was lost and found."""
OF_ONE_BATCH = (gaps.LOST_AND_FOUND, gaps.STOPPED_BATCH_MISSING)
"""What a count has lost of one batch says nothing of the other batches of the count."""


def known_gaps(
	nodes: Collection[Node], onward: Mapping[Node, int], unit: Unit | None = None
) -> Iterator[gaps.Gap]:
	"""Yield a gap if the history is not read completely, and one for each open Trace Gap that concerns the nodes.

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
	yield from _of_findings(nodes)


def _of_findings(nodes: Collection[Node]) -> Iterator[gaps.Gap]:
	"""Yield a gap for each open Trace Gap that a movement left, and one for each node of which the check found something."""
	by_name = {name_of(node): node for node in sorted(nodes, key=is_serial, reverse=True)}
	values = {
		"open": OPEN,
		"lost": gaps.LOST_AND_FOUND,
		"of_one_batch": OF_ONE_BATCH,
		"names": tuple(by_name),
	}
	for name, code, voucher_type, voucher_no, company in select(FINDINGS, values):
		node = by_name.get(name)
		if code in gaps.OF_MOVEMENTS:
			args = (name, f"{_(voucher_type)} {voucher_no}")
			about = (("Company", company),) if company else ()
			yield gaps.Gap(code, args, node, voucher=(voucher_type, voucher_no), about=about)
		else:
			yield gaps.Gap(gaps.CHECK_FOUND, (name,), node)
