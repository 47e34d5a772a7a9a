"""Refuses batches that do not have what the policy of their item asks of attributes, or warns of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import frappe
from frappe import _
from frappe.utils import escape_html, get_link_to_form

from batch_trace.control.policy import attribute_values, attribute_words, policies
from batch_trace.control.policy.requirements import RequirementNotMet
from batch_trace.core.attributes.inheritance import HandingDown
from batch_trace.core.control import attribute_conditions as ac
from batch_trace.core.control.attribute_conditions import Condition
from batch_trace.core.control.policy import Policy
from batch_trace.core.terms.attributes import CAUTIOUS, NOT_INHERITED, UNKNOWN, Attribute, Known
from batch_trace.core.terms.nodes import batch_of

SHOWN, MESSAGES = 5, 20
"""How many inputs a message names, and how many messages there are."""


class Cause(NamedTuple):
	"""An input that keeps a batch from meeting a condition, with what is known of it."""

	batch: str
	item: str
	known: Known | None


class Conflict(NamedTuple):
	"""A batch that does not meet a condition of its policy."""

	batch: str
	item: str
	policy: Policy
	condition: Condition
	known: Known | None
	causes: tuple[Cause, ...] = ()
	is_received: bool = False


def of_received(batches: Mapping[str, str]) -> list[Conflict]:
	"""Return the conflicts of batches that were received, each given with its item."""
	return list(_of(batches, attribute_values.of_batches(batches), is_received=True))


def of_kept(batches: Mapping[str, str]) -> list[Conflict]:
	"""Return the conflicts of batches as their values are now."""
	return list(_of(batches, attribute_values.of_batches(batches)))


def of_made(batches: Mapping[str, str], handing_down: HandingDown) -> list[Conflict]:
	"""Return the conflicts of batches that were made, with the inputs that cause them.

	What went in is in their lists, whatever was entered for a batch: nuts do not go away, and one conventional batch is
	enough.
	"""
	return [
		conflict._replace(causes=tuple(_causes(conflict, handing_down)))
		for conflict in _of(batches, attribute_values.of_batches(batches))
	]


def _of(
	batches: Mapping[str, str],
	values: Mapping[str, Mapping[str, Known]],
	*,
	is_received: bool = False,
) -> Iterator[Conflict]:
	if not batches:
		return
	attributes, governed = attribute_values.attributes(), policies.of_items(set(batches.values()))
	for batch, item in batches.items():
		policy = governed.get(item)
		for condition in policy.attributes if policy else ():
			known = values.get(batch, {}).get(condition.attribute)
			attribute = attributes.get(condition.attribute)
			if policy and attribute and ac.judge(condition, attribute, known):
				yield Conflict(batch, item, policy, condition, known, is_received=is_received)


def _causes(conflict: Conflict, handing_down: HandingDown) -> Iterator[Cause]:
	"""Yield the inputs that do not meet the condition themselves."""
	attribute = attribute_values.attributes()[conflict.condition.attribute]
	if attribute.rule == NOT_INHERITED:
		return
	had = policies.of_items({item for _node, item, _qty in handing_down.inputs(conflict.batch)})
	for node, item, _qty in handing_down.inputs(conflict.batch):
		batch = batch_of(node) if node else None
		known = handing_down.known(batch, attribute.name) if batch else None
		has_it = item in had and any(each.attribute == attribute.name for each in had[item].attributes)
		counts = known is not None or has_it or attribute.rule in CAUTIOUS
		if batch and counts and ac.judge(conflict.condition, attribute, known or UNKNOWN):
			yield Cause(batch, item, known)


def refuse_or_warn(found: Sequence[Conflict]) -> None:
	"""Refuse the voucher if a policy says so; show what is only warned of.

	Raises:
		RequirementNotMet: naming each batch, the attribute, and what to do.
	"""
	refused = [conflict for conflict in found if not conflict.policy.attributes_only_warn]
	if refused:
		frappe.throw(_joined(refused), RequirementNotMet, title=_("Batch does not meet its policy"))
	show(found)


def show(found: Sequence[Conflict]) -> None:
	"""Show conflicts that stop nothing."""
	if found:
		frappe.msgprint(_joined(found), title=_("Batch does not meet its policy"), indicator="orange")


def _joined(found: Sequence[Conflict]) -> str:
	messages = list(dict.fromkeys(_message(conflict) for conflict in found[:MESSAGES]))
	if len(found) > MESSAGES:
		messages.append(_("… and {0} more.").format(len(found) - MESSAGES))
	return "<br><br>".join(messages)


def _message(conflict: Conflict) -> str:
	attribute = attribute_values.attributes()[conflict.condition.attribute]
	why = attribute_words.against(conflict.condition, attribute, conflict.known)
	subject = _("Batch {0} of {1}: {2}.").format(
		get_link_to_form("Batch", conflict.batch), frappe.bold(escape_html(conflict.item)), escape_html(why)
	)
	policy = _("Policy {0} requires this.").format(get_link_to_form(policies.POLICY, conflict.policy.name))
	return " ".join((subject, _cause_and_way_out(conflict, attribute), policy))


def _cause_and_way_out(conflict: Conflict, attribute: Attribute) -> str:
	if conflict.causes:
		named = ", ".join(
			f"{get_link_to_form('Batch', cause.batch)} ({escape_html(attribute_words.shown(attribute, cause.known))})"
			for cause in conflict.causes[:SHOWN]
		)
		more = " …" if len(conflict.causes) > SHOWN else ""
		return _(
			"It is made from {0}. Use other batches, or enter the right value in theirs with the button Attributes."
		).format(named + more)
	known = conflict.known
	is_partly_known = attribute.rule in CAUTIOUS and known is not None and known.value is not None
	if is_partly_known and ac.judge(conflict.condition, attribute, known) == ac.NOT_KNOWN:
		return _(
			"It is not known of all that it is made from. If inputs without this attribute do not matter, say so in the "
			"Batch Attribute, in Inputs without This Attribute."
		)
	enter = _("Enter the value in the Batch with the button Attributes, or use another batch.")
	if conflict.is_received:
		return enter + " " + _("Batches of a receipt can be made on its draft, with Receive Lots.")
	return enter
