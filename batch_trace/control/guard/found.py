"""Holds goods of which nothing says where they come from, while goods of a stopped batch of the item are missing.

They are found by a count, entered without a receipt, made of nothing that is tracked, or returned by a customer who never had
them. More of the missing batch itself is held where the reasons that stopped it would not stop it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import frappe
from frappe import _

from batch_trace.control.decisions import returns
from batch_trace.control.holds import placed_holds
from batch_trace.control.status import standing
from batch_trace.core.answer.gaps import STOPPED_BATCH_MISSING
from batch_trace.core.control.added_goods import COUNTED, MADE, Added, added_goods
from batch_trace.core.genealogy import families
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger.known_gaps import OPEN
from batch_trace.ledger.site_ledger import site_ledger

FOUND = COUNTED | {et.OPENING}
"""Events that bring in goods without saying where they come from."""
MADE_HERE = MADE - {et.SUBSTITUTION, et.SUBCONTRACTING}
"""Events whose inputs say where goods come from; a subcontractor's receipt names the subcontractor."""

Place: TypeAlias = tuple[str, str]
"""A batch and a warehouse."""


class Missing(NamedTuple):
	"""A stopped batch of which a count found less in a warehouse."""

	batch: str
	warehouse: str


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Hold what may be the missing goods in the warehouse it is in."""
	for event in events:
		if event.event_type in FOUND | MADE_HERE | {et.CUSTOMER_RETURN}:
			_hold(event)


def _hold(event: RecordedEvent) -> None:
	items = {m.item_code for m in event.inward_movements()}
	missing = _missing(event.voucher.company, items) if items else {}
	rows = [
		{"batch": batch, "warehouse": warehouse, "cause_batch": cause}
		for (batch, warehouse), cause in (_causes(event, missing) if missing else ())
	]
	if rows:
		placed_holds.place(
			_("Found while goods of a stopped batch are missing"),
			rows,
			details=_(
				"Nothing says where these goods come from, and a count found less of {0}, which was stopped. If they are other goods, "
				"release this hold, and explain the open Trace Gap of that batch."
			).format(", ".join(sorted({row["cause_batch"] for row in rows}))),
			voucher=event.voucher,
		)


def _causes(event: RecordedEvent, missing: Mapping[str, Sequence[Missing]]) -> Iterator[tuple[Place, str]]:
	"""Yield each place of goods that may be missing ones, with the missing batch.

	What a count finds of a batch in one warehouse and misses in another one is no other batch, but may be free there.
	"""
	unknown = {(added.batch, place) for added in _of_unknown_origin(event) for place in added.warehouses}
	items = {
		(m.batch or "", m.warehouse): m.item_code
		for m in event.inward_movements()
		if event.event_type in COUNTED or (m.batch, m.warehouse) in unknown
	}
	for place, item in items.items():
		for lost in missing.get(item, ()):
			if _would_be_free(lost, place[1]) if lost.batch == place[0] else place in unknown:
				yield place, lost.batch
				break


def _of_unknown_origin(event: RecordedEvent) -> list[Added]:
	if event.event_type == et.CUSTOMER_RETURN:
		return returns.never_shipped(event)
	if event.event_type in MADE_HERE and any(
		node for node, _item, _qty in families.edge_of(site_ledger(), event).sources()
	):
		return []
	return added_goods(event)


def _would_be_free(lost: Missing, warehouse: str) -> bool:
	"""Return whether a reason that stops the batch where it is missing does not stop it in this warehouse."""
	batch = standing.read([lost.batch], [lost.warehouse, warehouse])[lost.batch]
	there, here = (
		{(reason.cause, reason.text) for reason in batch.verdict(name).reasons}
		for name in (lost.warehouse, warehouse)
	)
	return not there <= here


def _missing(company: str, items: Collection[str]) -> Mapping[str, list[Missing]]:
	"""Return the stopped batches of the items that counts found too little of, while nobody has explained it, by item."""
	gap, batch = frappe.qb.DocType("Trace Gap"), frappe.qb.DocType("Batch")
	query = (
		frappe.qb.from_(gap)
		.join(batch)
		.on(batch.name == gap.batch)
		.select(batch.item, batch.name, gap.warehouse)
		.where((gap.code == STOPPED_BATCH_MISSING) & (gap.status == OPEN) & (gap.company == company))
		.where(batch.item.isin(sorted(items)))
		.orderby(batch.name, gap.warehouse)
	)
	missing: dict[str, list[Missing]] = defaultdict(list)
	for item, name, warehouse in query.run():
		missing[item].append(Missing(name, warehouse or ""))
	return missing
