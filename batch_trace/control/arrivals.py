"""The status with which batches arrive: as the policy says for receipts, production, returns and splits."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

import frappe
from frappe import _

from batch_trace.control import automatic, descendants, effective, inheritance, policies, standing
from batch_trace.core import event_types as et
from batch_trace.core import statuses as st
from batch_trace.core.policy import Policy
from batch_trace.ledger.writer import NewEvent

RECEIVED = (et.RECEIPT, et.OPENING)
MADE = (et.PRODUCTION, et.SUBCONTRACTING, et.REPACK, et.OTHER, et.SUBSTITUTION)


def on_moved(events: Sequence[NewEvent]) -> None:
	"""Give what arrived its status and, where it was split or made from others, what it inherits."""
	split = {batch for event in events for batch in inheritance.hand_down(event)}
	_give_status(events, but=split)
	_quarantine_returns([event for event in events if event.event_type == et.CUSTOMER_RETURN])
	made = [event for event in events if event.event_type in et.TRANSFORMATIONS]
	if made:
		descendants.follow_up({e.movement.batch for event in made for e in event.entries if e.movement.batch})


def _give_status(events: Iterable[NewEvent], but: Container[str]) -> None:
	"""Set the status after receipt or production, unless the batch has a stricter one already."""
	arrived = _arrived(events)
	governed = policies.of_items({item for item, _event_type in arrived.values()}) if arrived else {}
	arrived = {name: told for name, told in arrived.items() if told[0] in governed}
	for name, batch in standing.read(arrived).items() if arrived else ():
		item, event_type = arrived[name]
		first = _first_status(governed[item], event_type)
		is_stricter = st.strictness(first) > st.strictness(batch.quality_status)
		if name not in but and (is_stricter or not batch.quality_status):
			frappe.db.set_value("Batch", name, "quality_status", first, update_modified=False)
	effective.refresh(arrived)
	automatic.release(list(arrived))


def _arrived(events: Iterable[NewEvent]) -> dict[str, tuple[str, str]]:
	"""Return the batches received or made, each with its item and how; what an event took and gave back has not arrived."""
	found: dict[str, tuple[str, str]] = {}
	for event in events:
		if event.event_type in (*RECEIVED, *MADE):
			taken = {e.movement.batch for e in event.entries if e.direction == "Out"}
			for direction, m in event.entries:
				if direction == "In" and m.batch and m.batch not in taken:
					found[m.batch] = (m.item_code, event.event_type)
	return found


def _first_status(policy: Policy, event_type: str) -> str:
	return policy.status_after_receipt if event_type in RECEIVED else policy.status_after_production


def _quarantine_returns(events: Iterable[NewEvent]) -> None:
	"""Hold what customers sent back, in the warehouse it came to: the rest of the batch is not touched."""
	for event in events:
		places = {(e.movement.batch, e.movement.warehouse) for e in event.entries if e.movement.batch}
		stand = standing.read({batch for batch, _warehouse in places})
		rows = [
			{"batch": batch, "warehouse": warehouse}
			for batch, warehouse in sorted(places)
			if (policy := stand[batch].policy) and policy.status_after_return != st.RELEASED
		]
		if rows:
			_hold_return(event, rows)


def _hold_return(event: NewEvent, rows: list[dict[str, str]]) -> None:
	"""Place the hold that the policy asks for, whoever posts the return."""
	voucher = event.voucher
	hold = frappe.get_doc(
		{
			"doctype": "Batch Hold",
			"reason": _("Returned by {0}").format(voucher.party or _("a customer")),
			"voucher_type": voucher.voucher_type,
			"voucher_no": voucher.voucher_no,
			"batches": rows,
		}
	)
	hold.flags.ignore_permissions = True
	hold.insert()
	hold.submit()
