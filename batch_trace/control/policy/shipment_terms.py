"""Refuses shipments that leave too little shelf life, or with batches that the customer does not accept."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import frappe
from frappe import _
from frappe.utils import format_date, get_link_to_form, getdate

from batch_trace.control.policy import attribute_values, attribute_words, customer_rules, policies
from batch_trace.control.policy.customer_rules import CustomerRules, life_asked
from batch_trace.control.policy.requirements import RequirementNotMet
from batch_trace.core.control import remaining_life as rl
from batch_trace.core.control.policy import Policy
from batch_trace.core.control.remaining_life import Life, RequiredLife
from batch_trace.core.control.shelf_life import days_left
from batch_trace.core.terms.attributes import Known
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger.sold import is_sale


@dataclass(slots=True)
class Terms:
	"""What the policy and the customer require of one item on the day of the shipment."""

	on: date
	asked: RequiredLife
	rules: CustomerRules

	def against(self, batch: str, life: Life, values: Mapping[str, Known]) -> str:
		"""Return in words why the batch does not meet these terms, "" if it does; `values` are those of its attributes."""
		if exclusion := self.rules.excluded.get(batch):
			return _("the customer does not accept it: {0}").format(
				frappe.utils.escape_html(exclusion.reason)
			)
		lacking = rl.life_shortfall(life, self.on, self.asked)
		return _worded(lacking, life, self) if lacking else self._against_attributes(values)

	def _against_attributes(self, values: Mapping[str, Known]) -> str:
		"""Return what the customer asks of attributes and the batch does not meet; what is not known is not met."""
		known = attribute_values.attributes() if self.rules.conditions else {}
		found = (
			attribute_words.against(condition, known[condition.attribute], values.get(condition.attribute))
			for condition in self.rules.conditions
			if condition.attribute in known
		)
		why = next((words for words in found if words), "")
		return _("the customer does not accept it: {0}").format(frappe.utils.escape_html(why)) if why else ""


def of_items(customer: str, items: Collection[str], on: date) -> dict[str, Terms]:
	"""Return the terms of each item under a policy or a customer's rule."""
	governed = policies.of_items(items)
	rules = customer_rules.of_customer(customer, items)
	return {
		item: Terms(on, life_asked(governed.get(item), rules.get(item)), rules.get(item, CustomerRules()))
		for item in {*governed, *rules}
	}


def of_item(customer: str, item_code: str, policy: Policy | None, on: date) -> Terms | None:
	"""Return the terms for an item, None if nothing is required of its batches."""
	rules = customer_rules.of_customer(customer, [item_code]).get(item_code)
	asked = life_asked(policy, rules)
	is_asked = asked != RequiredLife() or (rules and (rules.excluded or rules.conditions))
	return Terms(on, asked, rules or CustomerRules()) if is_asked else None


def values_for(
	terms: Collection[Terms], batches: Collection[str], *, lock: bool = False
) -> dict[str, dict[str, Known]]:
	"""Return the values of the batches' attributes, if any of the terms ask for some; `lock` reads those committed now."""
	is_asked = any(each.rules.conditions for each in terms)
	return attribute_values.of_batches(batches, lock=lock) if is_asked else {}


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Refuse shipments of batches that do not meet the terms of their customer on this day.

	Raises:
		RequirementNotMet: naming each batch, what it does not meet, and what to do.
	"""
	lines = dict.fromkeys(line for event in events if is_sale(event) for line in _lines(event))
	if lines:
		frappe.throw("<br><br>".join(lines), RequirementNotMet, title=_("Batch does not meet its policy"))


def _lines(event: RecordedEvent) -> Iterator[str]:
	shipped = {m.batch: m.item_code for m in event.outward_movements()}
	customer = event.voucher.party if event.voucher.party_type == "Customer" else ""
	on = max(getdate(event.voucher.posting_datetime), getdate())
	terms = of_items(customer, set(shipped.values()), on) if shipped else {}
	concerned = {batch: item for batch, item in shipped.items() if item in terms}
	lives, values = customer_rules.lives(concerned), values_for(terms.values(), concerned, lock=True)
	for batch, item in concerned.items():
		if why := terms[item].against(batch, lives[batch], values.get(batch, {})):
			yield _("Batch {0} of {1}: {2}. Choose another batch.").format(
				get_link_to_form("Batch", batch), frappe.bold(item), why
			)


def _worded(lacking: str, life: Life, terms: Terms) -> str:
	if lacking == rl.NO_EXPIRY_DATE:
		return _("it has no expiry date, so its remaining shelf life is unknown; enter the date in the Batch")
	if lacking == rl.NO_MANUFACTURING_DATE:
		return _(
			"it has no manufacturing date, so the remaining share of its life is unknown; enter the date in the Batch"
		)
	expiry = life.expiry
	if lacking == rl.TOO_FEW_DAYS:
		return _("it expires on {0}, which leaves {1} days; at least {2} are required").format(
			format_date(expiry), days_left(expiry, terms.on) if expiry else 0, terms.asked.days
		)
	return _("it expires on {0}, which leaves {1} % of its life; at least {2} % are required").format(
		format_date(expiry), round(rl.percent_left(life, terms.on) or 0, 1), round(terms.asked.percent, 1)
	)
