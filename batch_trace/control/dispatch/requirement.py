"""Refuses shipments that lack what a policy asks for besides the batches, all in one message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import frappe
from frappe import _
from frappe.utils import get_link_to_form

from batch_trace.control.dispatch import fields
from batch_trace.control.policy import policies
from batch_trace.control.policy.requirements import RequirementNotMet
from batch_trace.core.control import dispatch
from batch_trace.core.control.dispatch import Lacking
from batch_trace.core.control.policy import Policy
from batch_trace.core.terms.movements import RecordedEvent, Voucher
from batch_trace.ledger.sold import is_sale

SHOWN = 5


class Unmet(NamedTuple):
	"""A fact of a voucher that does not meet a policy."""

	lacking: Lacking
	policy: Policy


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Refuse shipments without the vehicle, driver, seal, temperature or consignee that the policies of their batches ask for.

	What counts is what is stored of the voucher, whoever has sent it.

	Raises:
		RequirementNotMet: naming the field, the batches, the policy, and what to do.
	"""
	lines = dict.fromkeys(line for event in events if _is_asked(event) for line in _lines(event))
	if lines:
		frappe.throw("<br><br>".join(lines), RequirementNotMet, title=_("Not ready to leave"))


def _is_asked(event: RecordedEvent) -> bool:
	voucher = event.voucher
	if event.is_reversal or voucher.voucher_type not in fields.FIELDS or not is_sale(event):
		return False
	return not fields.is_at_till(voucher.voucher_type, voucher.voucher_no)


def _lines(event: RecordedEvent) -> Iterator[str]:
	shipped = {
		(m.batch or m.serial_no or "", bool(m.batch)): m.item_code
		for m in (entry.movement for entry in event.entries)
		if m.qty < 0 and m.is_tracked
	}
	governed = policies.of_items(set(shipped.values())) if shipped else {}
	unmet: dict[Unmet, list[str]] = {}
	for (name, is_batch), item in shipped.items():
		policy = governed.get(item)
		for each in _unmet(policy, event.voucher) if policy else ():
			kind = "Batch" if is_batch else "Serial No"
			unmet.setdefault(each, []).append(f"{_(kind)} {get_link_to_form(kind, name)}")
	for each, links in unmet.items():
		yield _line(each, links, event.voucher)


def _unmet(policy: Policy, voucher: Voucher) -> Iterator[Unmet]:
	for lacking in dispatch.lacking(policy, voucher.vehicle_no, voucher.loaded):
		yield Unmet(lacking, policy)


def _line(unmet: Unmet, links: list[str], voucher: Voucher) -> str:
	named = ", ".join(links[:SHOWN]) + (f" (+{len(links) - SHOWN})" if len(links) > SHOWN else "")
	field = frappe.bold(fields.label(voucher.voucher_type, unmet.lacking.fact))
	policy = get_link_to_form(policies.POLICY, unmet.policy.name)
	if unmet.lacking.why == dispatch.MISSING:
		return _(
			"{0}: {1} is missing in {2}. Enter it on the tab More Info. Policy {3} requires this."
		).format(named, field, voucher.voucher_no, policy)
	typed = frappe.bold(frappe.utils.escape_html(voucher.loaded.temperature))
	if unmet.lacking.why == dispatch.UNREADABLE:
		return _("{0}: {1} is {2}, which is no temperature. Enter a number with °C or °F.").format(
			named, field, typed
		)
	return _(
		"{0}: {1} is {2}, and policy {3} allows {4}. Correct the reading, bring the goods to their temperature, or ship them with "
		"a voucher of their own if other goods travel at this one."
	).format(named, field, typed, policy, limits(unmet.policy))


def limits(policy: Policy) -> str:
	"""Return the temperatures that a policy allows at loading, in words."""
	lowest, highest = policy.lowest_temperature, policy.highest_temperature
	if lowest is None:
		return _("{0} °C or less").format(f"{highest:g}")
	if highest is None:
		return _("{0} °C or more").format(f"{lowest:g}")
	return _("{0} °C to {1} °C").format(f"{lowest:g}", f"{highest:g}")
