"""Gives the supplied items of a Subcontracting Receipt batches that were sent to the subcontractor for the order.

ERPNext fills these rows while it validates the receipt, so the batches that a row names before that are a user's
choice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from frappe.model.document import Document
from frappe.utils import flt

from batch_trace.control.movements.wanted import has_batches
from batch_trace.control.orders import transferred, transferred_allocation
from batch_trace.control.policy import policies
from batch_trace.core.control.policy import MANUAL, Policy
from batch_trace.ledger import for_orders
from batch_trace.ledger.for_orders import SUBCONTRACTING_ORDER, Order

FLAG = "batch_trace_chosen"


def remember_choices(doc: Document) -> None:
	"""Remember which rows name batches before ERPNext fills the others."""
	doc.flags[FLAG] = {row.name for row in doc.supplied_items if row.batch_no or row.serial_and_batch_bundle}


def fill(doc: Document, kept: Collection[Document] = ()) -> None:
	"""Give rows without a user's choice batches that were sent for the order, in the policy's picking order.

	`kept` are rows of a new draft whose batches stay.
	"""
	rows = list(_rows(doc))
	chosen = {id(row) for row in rows if row.name and row.name in (doc.flags.get(FLAG) or ())}
	chosen |= {id(row) for row in kept}
	governed = policies.of_items({row.rm_item_code for row in rows})
	governed = {item: policy for item, policy in governed.items() if policy.allocation_rule != MANUAL}
	groups: dict[tuple[str, str], list[Document]] = defaultdict(list)
	for row in rows:
		if row.rm_item_code in governed:
			groups[row.rm_item_code, row.subcontracting_order].append(row)
	changed = [
		_fill(doc, item, order, group, governed[item], chosen) for (item, order), group in groups.items()
	]
	if any(changed) or kept:
		doc.update_rate_for_supplied_items()
		doc.set_missing_values()


def _rows(doc: Document) -> Iterator[Document]:
	for row in doc.supplied_items if not doc.is_return else ():
		if row.subcontracting_order and flt(row.consumed_qty) > 0 and has_batches(row.rm_item_code):
			yield row


def _fill(
	doc: Document,
	item: str,
	order: str,
	rows: Sequence[Document],
	policy: Policy,
	chosen: Collection[int],
) -> bool:
	"""Share what was sent among the rows except `chosen` (identities); return whether any row was to be filled."""
	pool = transferred.pool_of(Order(SUBCONTRACTING_ORDER, order), item, doc.supplier_warehouse)
	if not pool:
		return False
	sent = for_orders.sent_for(order, list(pool), doc.supplier_warehouse)
	remaining = defaultdict(float, pool)
	open_rows = []
	for row in rows:
		named = transferred_allocation.chosen(row, flt(row.consumed_qty))
		if not named or id(row) not in chosen:
			open_rows.append(row)
			continue
		for batch, quantity in named.items():
			remaining[batch] -= quantity
	for row in open_rows:
		for_main_item = {
			batch: qty for batch, qty in remaining.items() if row.main_item_code in sent.get(batch, ())
		}
		allocation = transferred_allocation.choose(
			doc, item, doc.supplier_warehouse, flt(row.consumed_qty), for_main_item, policy
		)
		if allocation.shortage <= 0:
			batches = {pick.stock.batch: pick.quantity for pick in allocation.picks}
			for batch, quantity in batches.items():
				remaining[batch] -= quantity
			transferred_allocation.give(doc, row, item, doc.supplier_warehouse, batches)
	return bool(open_rows)
