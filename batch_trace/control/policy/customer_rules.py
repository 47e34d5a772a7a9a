"""What customers require of batches: their own rules and those of their customer groups; the strictest counts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

import frappe

from batch_trace.core.control.attribute_conditions import Condition
from batch_trace.core.control.policy import Policy
from batch_trace.core.control.remaining_life import Life, RequiredLife, strictest

RULES = """
	SELECT item.name, rule.name, rule.minimum_days_left, rule.minimum_percent_left
	FROM `tabCustomer Batch Rule` rule
	JOIN `tabCustomer` customer ON customer.name = %(customer)s
	LEFT JOIN `tabCustomer Group` own ON own.name = customer.customer_group
	LEFT JOIN `tabCustomer Group` above ON above.name = rule.customer_group
	JOIN `tabItem` item ON item.name IN %(items)s
	LEFT JOIN `tabItem Group` of_item ON of_item.name = item.item_group
	LEFT JOIN `tabItem Group` above_item ON above_item.name = rule.item_group
	WHERE rule.disabled = 0
		AND (rule.customer = customer.name
			OR (COALESCE(rule.customer, '') = '' AND above.lft <= own.lft AND above.rgt >= own.rgt))
		AND (rule.item_code IN (item.name, item.variant_of)
			OR (COALESCE(rule.item_code, '') = '' AND COALESCE(rule.item_group, '') = '')
			OR (COALESCE(rule.item_code, '') = '' AND above_item.lft <= of_item.lft AND above_item.rgt >= of_item.rgt))
"""
DATES = """
	SELECT batch.name, batch.expiry_date, batch.manufacturing_date, item.shelf_life_in_days
	FROM `tabBatch` batch JOIN `tabItem` item ON item.name = batch.item
	WHERE batch.name IN %(batches)s
"""


class Exclusion(NamedTuple):
	"""A batch that a customer does not want, and why."""

	rule: str
	reason: str


@dataclass(slots=True)
class CustomerRules:
	"""All that one customer requires of the batches of one item."""

	asked: RequiredLife = field(default_factory=RequiredLife)
	excluded: dict[str, Exclusion] = field(default_factory=dict)
	conditions: list[Condition] = field(default_factory=list)
	"""What is asked of attributes; all of it must be met."""


def of_customer(customer: str, items: Collection[str]) -> dict[str, CustomerRules]:
	"""Return what the customer requires of each item; items without a rule are left out."""
	if not customer or not items or not frappe.db.exists("Customer Batch Rule", {"disabled": 0}):
		return {}
	rows = frappe.db.sql(RULES, {"customer": customer, "items": tuple(items)})
	names = {rule for _item, rule, *_asked in rows}
	excluded, conditions = _excluded(names), _conditions(names)
	by_item: dict[str, CustomerRules] = {}
	for item, rule, days, percent in rows:
		rules = by_item.setdefault(item, CustomerRules())
		rules.asked = strictest([rules.asked, RequiredLife(days or 0, float(percent or 0))])
		rules.excluded |= excluded.get(rule, {})
		rules.conditions += conditions.get(rule, [])
	return by_item


def _excluded(rules: Collection[str]) -> dict[str, dict[str, Exclusion]]:
	rows = frappe.get_all(
		"Customer Batch Exclusion",
		filters={"parent": ["in", sorted(rules)], "parenttype": "Customer Batch Rule"},
		fields=["parent", "batch", "reason"],
		order_by="idx",
		limit_page_length=0,
	)
	by_rule: dict[str, dict[str, Exclusion]] = {}
	for row in rows:
		by_rule.setdefault(row.parent, {})[row.batch] = Exclusion(row.parent, row.reason)
	return by_rule


def _conditions(rules: Collection[str]) -> dict[str, list[Condition]]:
	rows = frappe.get_all(
		"Batch Attribute Requirement",
		filters={"parent": ["in", sorted(rules)], "parenttype": "Customer Batch Rule"},
		fields=["parent", "attribute", "condition", "value"],
		order_by="parent, idx",
		limit_page_length=0,
	)
	by_rule: dict[str, list[Condition]] = {}
	for row in rows:
		by_rule.setdefault(row.parent, []).append(Condition.of(row))
	return by_rule


def life_asked(policy: Policy | None, rules: CustomerRules | None) -> RequiredLife:
	"""Return the shelf life required at shipment: the strictest of the item's policy and the customer's rules."""
	asked = [rules.asked] if rules else []
	if policy:
		asked.append(
			RequiredLife(policy.minimum_shelf_life_at_shipment, policy.minimum_shelf_life_percent_at_shipment)
		)
	return strictest(asked)


def lives(batches: Collection[str]) -> dict[str, Life]:
	"""Return the dates of each batch."""
	if not batches:
		return {}
	rows = frappe.db.sql(DATES, {"batches": tuple(batches)})
	return {name: Life(expiry, made, days or 0) for name, expiry, made, days in rows}
