"""The attributes of a batch for its form, and the values that people enter there."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from batch_trace.api.arguments import facts, optional_text, text
from batch_trace.api.deadlocks import is_whole_request, tried_again
from batch_trace.control.attributes import entering, handing_down
from batch_trace.control.holds import places
from batch_trace.control.loosening import signature
from batch_trace.control.policy import attribute_values, attribute_words, policies, rules
from batch_trace.control.policy.attribute_values import ENTERED, VALUE, Kept
from batch_trace.control.status import locks
from batch_trace.core.control import attribute_conditions as ac
from batch_trace.core.control.attribute_conditions import Condition
from batch_trace.core.terms.attributes import Attribute, written
from batch_trace.ledger.access import check_readable


@frappe.whitelist()
def for_form(batch: str) -> dict[str, Any] | None:
	"""Return the attributes of a batch for its form; None if there are none, or the user may not read values.

	`attributes`: those that the item's policy lists, those with a value, and the others (`is_listed` is false). Each has the
	value as it is written and as people read it, its `origin`, what a person entered where more came in (`entered`), whether
	only QA changes it because something came in (`is_certain`), and what the policy asks.
	"""
	name = text(batch, _("The batch"))
	check_readable("Batch", [name])
	known = attribute_values.attributes()
	if not known or not frappe.has_permission(VALUE, "read"):
		return None
	if places.matter() and places.elsewhere([name]):
		return None
	policy = policies.of_item(frappe.db.get_value("Batch", name, "item"))
	conditions = policy.attributes if policy else ()
	values = {row.attribute: row for row in attribute_values.kept([name])}
	came_in = handing_down.came_in(name)
	listed = dict.fromkeys([*(each.attribute for each in conditions if each.attribute in known), *values])
	return {
		"attributes": [
			{
				**_for_form(known[each], values.get(each), conditions, is_listed=each in listed),
				"is_certain": each in came_in or bool(each in values and values[each].overruled),
			}
			for each in (*listed, *(each for each in known if each not in listed))
		],
		"may_enter": bool(frappe.has_permission(VALUE, "create")),
		"needs_reason": entering.needs_reason(name),
		"needs_signature": rules.requires_signatures(),
	}


def _for_form(
	attribute: Attribute, value: Kept | None, conditions: tuple[Condition, ...], *, is_listed: bool
) -> dict[str, Any]:
	known = value.known if value else None
	asked = [each for each in conditions if each.attribute == attribute.name and each.kind]
	return {
		"attribute": attribute.name,
		"value_type": attribute.value_type,
		"unit": attribute.unit,
		"options": attribute.options,
		"is_list": attribute.is_list,
		"is_listed": is_listed,
		"value": written(known.value) if known else "",
		"shown": attribute_words.shown(attribute, known),
		"is_complete": bool(known and known.is_complete),
		"origin": value.origin if value else "",
		"entered": attribute_words.shown(attribute, value.entered) if value and value.entered else "",
		"asked": [attribute_words.asked(each, attribute) for each in asked],
		"is_met": not any(ac.judge(each, attribute, known) for each in asked),
	}


@frappe.whitelist(methods=["POST"])
@tried_again
def enter(
	batch: str,
	values: str | dict[str, Any],
	origin: str = ENTERED,
	reason: str | None = None,
	password: str | None = None,
) -> None:
	"""Enter values of a batch: `values` maps attributes to texts, an empty one takes the value away.

	`origin` is Entered or Measured. `reason`, and `password` if the site requires signatures, are needed where others rely
	on what is known of the batch.
	"""
	name = text(batch, _("The batch"))
	frappe.has_permission(VALUE, "create", throw=True)
	check_readable("Batch", [name])
	places.check_not_elsewhere([name])
	kind = text(origin, _("The origin"))
	if kind not in entering.BY_PEOPLE:
		frappe.throw(_("The origin must be one of these: {0}.").format(", ".join(map(_, entering.BY_PEOPLE))))
	why = optional_text(reason, _("The reason"))
	texts = {
		attribute: str(value or "").strip() for attribute, value in facts(values, _("The values")).items()
	}
	if is_whole_request(enter):
		locks.lock_first([name])
	if not why:
		entering.save(name, texts, kind)
		return
	with signature.given(why, password):
		entering.save(name, texts, kind)
