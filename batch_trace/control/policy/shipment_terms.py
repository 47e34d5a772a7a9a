"""On which terms batches are shipped: life that the policy and the customer want left, and batches the customer refused."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import frappe
from frappe import _
from frappe.utils import format_date, get_link_to_form, getdate

from batch_trace.control.policy import customer_rules, policies
from batch_trace.control.policy.customer_rules import CustomerRules, life_asked
from batch_trace.control.policy.requirements import RequirementNotMet
from batch_trace.core.control import remaining_life as rl
from batch_trace.core.control.policy import Policy
from batch_trace.core.control.remaining_life import Life, RequiredLife
from batch_trace.core.control.shelf_life import days_left
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent


@dataclass(slots=True)
class Terms:
	"""What speaks for one item and customer on the day of shipment."""

	on: date
	asked: RequiredLife
	rules: CustomerRules

	def against(self, batch: str, life: Life) -> str:
		"""Return in words why the batch may not be shipped on these terms, "" if it may."""
		if exclusion := self.rules.excluded.get(batch):
			return _("the customer does not want it: {0}").format(frappe.utils.escape_html(exclusion.reason))
		lacking = rl.life_shortfall(life, self.on, self.asked)
		return _worded(lacking, life, self) if lacking else ""


def of_items(customer: str, items: Collection[str], on: date) -> dict[str, Terms]:
	"""Return the terms for each of the items for which there are any."""
	governed = policies.of_items(items)
	rules = customer_rules.of_customer(customer, items)
	return {
		item: Terms(on, life_asked(governed.get(item), rules.get(item)), rules.get(item, CustomerRules()))
		for item in {*governed, *rules}
	}


def of_item(customer: str, item_code: str, policy: Policy | None, on: date) -> Terms | None:
	"""Return the terms for an item under a policy, or None where nothing is asked of its batches."""
	rules = customer_rules.of_customer(customer, [item_code]).get(item_code)
	asked = life_asked(policy, rules)
	is_asked = asked != RequiredLife() or (rules and rules.excluded)
	return Terms(on, asked, rules or CustomerRules()) if is_asked else None


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Refuse the shipments of batches that may not go to their customer on this day.

	Raises:
		RequirementNotMet: with all that is wrong, and what to do.
	"""
	found = dict.fromkeys(
		line for event in events if event.event_type == et.SHIPMENT for line in _wrong(event)
	)
	if found:
		frappe.throw("<br><br>".join(found), RequirementNotMet, title=_("Batch does not meet its policy"))


def _wrong(event: RecordedEvent) -> Iterator[str]:
	shipped = {
		e.movement.batch: e.movement.item_code
		for e in event.entries
		if e.direction == "Out" and e.movement.batch
	}
	customer = event.voucher.party if event.voucher.party_type == "Customer" else ""
	on = max(getdate(event.voucher.posting_datetime), getdate())
	terms = of_items(customer, set(shipped.values()), on) if shipped else {}
	concerned = {batch: item for batch, item in shipped.items() if item in terms}
	lives = customer_rules.lives(concerned)
	for batch, item in concerned.items():
		if why := terms[item].against(batch, lives[batch]):
			yield _("Batch {0} of {1}: {2}. Choose another batch.").format(
				get_link_to_form("Batch", batch), frappe.bold(item), why
			)


def _worded(lacking: str, life: Life, terms: Terms) -> str:
	if lacking == rl.NO_EXPIRY_DATE:
		return _("it has no expiry date, so that nobody can tell what is left; enter it in the Batch")
	if lacking == rl.NO_MANUFACTURING_DATE:
		return _(
			"it has no manufacturing date, so that nobody can tell what share is left; enter it in the Batch"
		)
	expiry = life.expiry
	if lacking == rl.TOO_FEW_DAYS:
		return _(
			"it expires on {0}, which leaves {1} days of at least {2}; take one that expires later"
		).format(format_date(expiry), days_left(expiry, terms.on) if expiry else 0, terms.asked.days)
	return _(
		"it expires on {0}, which leaves {1} % of its life of at least {2} %; take one that expires later"
	).format(
		format_date(expiry), round(rl.percent_left(life, terms.on) or 0, 1), round(terms.asked.percent, 1)
	)
