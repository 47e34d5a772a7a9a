"""Carries a hold that is limited to some warehouses to those in which more of the same batch comes into stock.

A hold whose reason is the batch, such as a letter of its supplier, also concerns what is received later, wherever that is. A hold
whose reason is what happened to the goods in one warehouse does not. Whoever places a hold says so (`concerns`); of a hold that
follows from a voucher, that voucher tells. In doubt the goods are stopped, and the new hold says what to do if they need not be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import frappe
from frappe import _

from batch_trace.control.holds import across_companies, placed_holds
from batch_trace.control.holds.entered import ENTERING
from batch_trace.control.status import open_holds
from batch_trace.control.status.open_holds import HOLD, OpenHold
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent

ONLY_THERE = "Only the Goods There"
"""What a hold says in `concerns` if its reason is what happened to the goods in its warehouses."""
FACTS = ("name", "concerns", "caused_by", "voucher_type", "voucher_no")


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Hold what comes into stock of batches that are on hold in other warehouses, for each reason that may concern it."""
	for event in events:
		if event.event_type in ENTERING and not event.leaves_at_once:
			_follow(event)


def _follow(event: RecordedEvent) -> None:
	places = sorted({(m.batch or "", m.warehouse) for m in event.inward_movements()})
	holds = open_holds.read({batch for batch, _warehouse in places}, lock=True) if places else {}
	limited = {hold.hold for of_batch in holds.values() for hold in of_batch if hold.warehouse}
	if not limited:
		return
	facts = _facts(limited)
	for batch, warehouse in places:
		for hold in _concerning(event, holds.get(batch, ()), warehouse, facts):
			_hold(event, hold, warehouse)


def _concerning(
	event: RecordedEvent, holds: Sequence[OpenHold], warehouse: str, facts: dict[str, frappe._dict]
) -> Iterator[OpenHold]:
	"""Yield a hold for each reason that stops the batch in other warehouses only, and that may concern what comes in."""
	there = [hold for hold in holds if hold.warehouse in ("", warehouse)]
	stopped = {hold.hold for hold in there} | {hold.caused_by for hold in there if hold.caused_by}
	reasons = {hold.reason for hold in there}
	is_judged = any(_voucher(facts.get(hold.hold)) == _of(event) for hold in there)
	for hold in holds:
		if not hold.warehouse or hold.warehouse == warehouse or hold.reason in reasons:
			continue
		if stopped.intersection((hold.hold, hold.caused_by)):
			continue
		if is_judged and not hold.caused_by and _voucher(facts[hold.hold])[1]:
			continue  # goods were added before, and have been added now: the policy has judged both
		if event.event_type == et.ADJUSTMENT or not _is_local(hold.hold, facts):
			stopped.add(hold.caused_by or hold.hold)
			reasons.add(hold.reason)
			yield hold


def _is_local(name: str, facts: dict[str, frappe._dict]) -> bool:
	"""Return whether the reason of a hold, or of the hold that it follows from, is what happened to the goods there."""
	seen: set[str] = set()
	while name not in seen:
		seen.add(name)
		hold = facts.get(name) or _facts([name]).get(name)
		if not hold:
			return False
		if hold.concerns == ONLY_THERE:
			return True
		if not hold.caused_by:
			return bool(hold.voucher_no) and not _brings_in(*_voucher(hold))
		name = hold.caused_by
	return False


def _brings_in(voucher_type: str, voucher_no: str) -> bool:
	"""Return whether a voucher received or made goods, according to the ledger."""
	made = {"voucher_type": voucher_type, "voucher_no": voucher_no, "event_type": ["in", sorted(et.MAKING)]}
	return bool(frappe.db.exists("Trace Event", made))


def _facts(holds: Collection[str]) -> dict[str, frappe._dict]:
	rows = frappe.get_all(
		HOLD, {"name": ["in", sorted(holds)]}, [*FACTS], order_by="name", limit_page_length=0
	)
	return {row.name: row for row in rows}


def _voucher(hold: frappe._dict | None) -> tuple[str, str]:
	return (hold.voucher_type or "", hold.voucher_no or "") if hold else ("", "")


def _of(event: RecordedEvent) -> tuple[str, str]:
	return event.voucher.voucher_type, event.voucher.voucher_no


def _hold(event: RecordedEvent, hold: OpenHold, warehouse: str) -> None:
	company = across_companies.other_company(hold.warehouse, warehouse)
	brought = f"{_(event.voucher.voucher_type)} {event.voucher.voucher_no}"
	details = _(
		"Batch {0} is on hold in {1} ({2}), and {3} has brought more of it into this warehouse. If the reason concerns "
		"only the goods in {1}, release this hold."
	).format(hold.batch, hold.warehouse, hold.hold, brought)
	if company:
		details = _(
			"Batch {0} is on hold at {1}, and {2} has brought more of it into this warehouse. If the reason concerns only "
			"the goods there, release this hold."
		).format(hold.batch, company, brought)
	placed_holds.place(
		across_companies.reason_there(hold, company),
		[{"batch": hold.batch, "warehouse": warehouse}],
		details=details,
		cause=hold.hold,
		voucher=event.voucher,
	)
