"""The queries of `lost_in_counts.py`: which entries of the ledger lose goods, which find some, and which are near in time.

Near is what was posted at about the same time, and what was entered at about the same time, whatever date it was posted on.
An issue says that goods were used up. It loses them only if as much came in by a Stock Entry, of another batch or of several:
so people rename goods.
"""

from __future__ import annotations

from batch_trace.core.terms import event_types as et

COUNTING = frozenset({et.ADJUSTMENT, et.OPENING})
"""A count of opening stock takes all out and brings in what was counted."""
LOSING = COUNTING | {et.ISSUE}
UNTIED = frozenset({et.REPACK, et.PRODUCTION, et.DISASSEMBLY, et.OTHER})
"""What these make comes from nowhere, if nothing tracked went in and no order or bill of materials says what it is."""
FINDING = COUNTING | UNTIED
MOMENTS = ("posting_datetime", "creation")
KINDS = {
	"counting": sorted(COUNTING),
	"losing": sorted(LOSING),
	"finding": sorted(FINDING),
	"issue": et.ISSUE,
}

_BY_BATCH = "COALESCE(lost.batch, '') <> COALESCE(found.batch, '')"
_NET = """(
	SELECT SUM(net.qty) FROM `tabTrace Entry` net
	WHERE net.event = {0}.event AND net.batch <=> {0}.batch AND net.warehouse = {0}.warehouse
		AND (__BY_BATCH OR net.serial_no <=> {0}.serial_no)
)"""
"""What an event changed of a batch, or a unit of it, in a warehouse."""
_SUM_FOUND = """(
	SELECT SUM(net.qty) FROM `tabTrace Entry` net WHERE net.event = found.event AND net.item_code = found.item_code
)"""
"""What an event brings in of all batches of the item."""
_UNIT = "CASE WHEN __BY_BATCH THEN '' ELSE COALESCE({0}.serial_no, '') END"
_FROM_NOWHERE = """(found.event_type IN %(counting)s OR (
			COALESCE(more.work_order, '') = '' AND COALESCE(more.bom_no, '') = '' AND NOT EXISTS (
				SELECT 1 FROM `tabTrace Entry` input
				WHERE input.event = more.name AND input.direction = 'Out'
					AND (COALESCE(input.batch, '') <> '' OR COALESCE(input.serial_no, '') <> '')
			)
		))"""
_PAIRS = f"""
	SELECT COALESCE(lost.batch, ''), __LOST_UNIT, less.voucher_type, less.voucher_no, lost.item_code, lost.uom, lost.event_type,
		lost.company, lost.warehouse, -__NET_LOST, COALESCE(found.batch, ''), __FOUND_UNIT, more.voucher_type, more.voucher_no,
		found.warehouse, __NET_FOUND
	FROM `tabTrace Entry` __SIDE
	STRAIGHT_JOIN `tabTrace Entry` __OTHER ON __OTHER.item_code = %(item_code)s
		AND __OTHER.__MOMENT BETWEEN %(first)s AND %(last)s
		AND ABS(TIMESTAMPDIFF(SECOND, lost.__MOMENT, found.__MOMENT)) <= %(seconds)s
		AND found.company = lost.company
		AND found.event_type IN %(finding)s AND found.direction = 'In' AND found.event = found.of_event
		AND NOT (found.batch <=> lost.batch AND found.serial_no <=> lost.serial_no)
		AND (found.batch IS NOT NULL OR found.serial_no IS NOT NULL)
	JOIN `tabTrace Event` less ON less.name = lost.event
	JOIN `tabTrace Event` more ON more.name = found.event
	LEFT JOIN `tabTrace Event` less_undone ON less_undone.reverses = less.name
	LEFT JOIN `tabTrace Event` more_undone ON more_undone.reverses = more.name
	WHERE lost.event_type IN %(losing)s AND lost.direction = 'Out' AND lost.event = lost.of_event
		AND ('__MOMENT' = 'posting_datetime' OR found.event_type <> 'Opening' OR more.voucher_type <> 'Stock Reconciliation')
		AND less_undone.name IS NULL AND more_undone.name IS NULL AND __SIDE.name IN %(entries)s
		AND __NET_LOST < -0.000000001 AND __NET_FOUND > 0.000000001
		AND (lost.event_type <> %(issue)s OR (more.voucher_type = 'Stock Entry' AND __BY_BATCH AND (
			ABS(__NET_LOST + __NET_FOUND) < 0.000001 OR ABS(__NET_LOST + {_SUM_FOUND}) < 0.000001
		)))
		AND {_FROM_NOWHERE}
"""
_ENTRIES = {
	"lost": """SELECT lost.name, lost.item_code, lost.posting_datetime, lost.creation
		FROM `tabTrace Entry` lost
		WHERE lost.__COLUMN IN %(names)s AND lost.event_type IN %(losing)s AND lost.direction = 'Out' AND lost.event = lost.of_event""",
	"found": f"""SELECT found.name, found.item_code, found.posting_datetime, found.creation
		FROM `tabTrace Entry` found JOIN `tabTrace Event` more ON more.name = found.event
		WHERE found.__COLUMN IN %(names)s AND found.event_type IN %(finding)s AND found.direction = 'In'
			AND found.event = found.of_event AND {_FROM_NOWHERE}""",
}
LOSSES = """
	SELECT DISTINCT event FROM `tabTrace Entry`
	WHERE event > %(after)s AND event = of_event AND event_type IN %(losing)s AND direction = 'Out'
	ORDER BY event LIMIT %(limit)s
"""
FACTS_OF_GAPS = """
	SELECT COALESCE(batch, ''), COALESCE(serial_no, ''), voucher_type, voucher_no, COALESCE(facts, '')
	FROM `tabTrace Gap`
	WHERE code = %(code)s AND status IN %(statuses)s AND voucher_no IN %(voucher_nos)s
"""


def entries(side: str, column: str) -> str:
	"""Return the query for the entries on one side of the pairs: most batches, units and events have none."""
	return _ENTRIES[side].replace("__COLUMN", column)


def pairs(side: str, moment: str) -> str:
	"""Return the query for the pairs of which one side is among given entries of an item, near in time of posting or of entry.

	An opening counts by its posting alone: where a history is entered in one go, all of it is near in entry.
	"""
	query = _PAIRS.replace("__SIDE", side).replace("__OTHER", "found" if side == "lost" else "lost")
	for name in ("lost", "found"):
		query = query.replace(f"__NET_{name.upper()}", _NET.format(name))
		query = query.replace(f"__{name.upper()}_UNIT", _UNIT.format(name))
	return query.replace("__BY_BATCH", _BY_BATCH).replace("__MOMENT", moment)
