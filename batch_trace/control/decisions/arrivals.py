"""Gives arriving batches their first status, and judges goods that are added to batches, as the policy says."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from frappe import _

from batch_trace.control.decisions import automatic, recorded_anew, returns
from batch_trace.control.holds import placed_holds
from batch_trace.control.policy import policies
from batch_trace.control.status import batch_dates, effective, first_entry, inheritance, standing
from batch_trace.control.status.standing import Standing
from batch_trace.core.control import statuses as st
from batch_trace.core.control.added_goods import COUNTED, MADE, Added, added_goods
from batch_trace.core.control.policy import NOTHING, THAT_WAREHOUSE, Policy
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger.sealing import states


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Set the status of arriving batches, and what they inherit if they were split, made from others or entered before."""
	states.first_seen("Batch", {m.batch for event in events for m in event.inward_movements() if m.batch})
	arrived: list[str] = []
	for event in events:
		batch_dates.count_from_posting(event)
		split = inheritance.hand_down(event)
		batch_dates.of_made(event, split)
		arrived += _judge(event, added_goods(event) + returns.never_shipped(event), split)
		recorded_anew.inherit(event)
	effective.refresh(arrived)
	automatic.release(arrived)


def _judge(event: RecordedEvent, added: Collection[Added], split: Collection[str]) -> list[str]:
	"""Give batches the status after receipt, production or split; return those under a policy."""
	governed = policies.of_items({each.item_code for each in added}) if added else {}
	added = [each for each in added if each.item_code in governed]
	standings = standing.read([each.batch for each in added]) if added else {}
	new = first_entry.new_ones(event, standings)
	statuses: dict[str, Mapping[str, object]] = {}
	for each in added:
		policy, batch = governed[each.item_code], standings[each.batch]
		first = _first_status(policy, event, is_split=each.batch in split)
		if each.batch in new:
			becomes_first = _starts_with(event, batch, first)
		else:
			is_stricter = st.strictness(first) > st.strictness(batch.own_status)
			becomes_first = is_stricter and _stops_batch(event, each, policy)
		if becomes_first:
			statuses[each.batch] = {"quality_status": first}
	states.set_values("Batch", statuses)
	return list(standings)


def _first_status(policy: Policy, event: RecordedEvent, *, is_split: bool) -> str:
	if event.event_type not in MADE:
		return policy.status_after_receipt
	is_repacked = is_split and event.event_type != et.PRODUCTION
	return policy.status_after_split if is_repacked else policy.status_after_production


def _starts_with(event: RecordedEvent, batch: Standing, first: str) -> bool:
	"""Return whether a new batch gets its first status. Of one that a count has found, nothing is known."""
	if event.event_type in COUNTED:
		return False
	return not batch.quality_status or st.strictness(first) > st.strictness(batch.quality_status)


def _stops_batch(event: RecordedEvent, added: Added, policy: Policy) -> bool:
	"""Return whether goods with a stricter status than their batch has stop all of it; hold their warehouses if only these stop."""
	if policy.added_goods_stop == THAT_WAREHOUSE:
		rows = [{"batch": added.batch, "warehouse": warehouse} for warehouse in added.warehouses]
		reason = _("Goods were added by {0} {1}").format(
			_(event.voucher.voucher_type), event.voucher.voucher_no
		)
		placed_holds.place(reason, rows, voucher=event.voucher)
	return policy.added_goods_stop not in (THAT_WAREHOUSE, NOTHING)
