"""Checks of the app's own settings, and of items without a policy."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from frappe import _

from batch_trace.control.health.finding import HIGH, LOW, MEDIUM, Finding, named, page_of, report
from batch_trace.control.policy import policies, rules
from batch_trace.core.control import permits

SETTINGS = rules.SETTINGS
SHOWN = 5


def enforcement() -> Iterator[Finding]:
	"""Enforcement is set to Warn Only."""
	if rules.only_warns():
		yield Finding(
			HIGH,
			named(SETTINGS, "enforcement", rules.WARN_ONLY),
			_("Batches that may not move can be moved after a warning"),
			_("Set it to Stop as soon as the items have their policies"),
			page_of(SETTINGS),
		)


def signatures() -> Iterator[Finding]:
	"""Decisions are not signed."""
	if not rules.requires_signatures():
		yield Finding(
			MEDIUM,
			named(SETTINGS, "require_signatures", 0),
			_("A release does not prove who made it, only whose login was used (21 CFR Part 11)"),
			_("Switch it on"),
			page_of(SETTINGS),
		)


def overrides() -> Iterator[Finding]:
	"""Batches may be moved against their status."""
	if rules.allows_overrides():
		used = frappe.db.count("Batch Override")
		yield Finding(
			MEDIUM,
			named(SETTINGS, "allow_overrides", 1),
			_("A signed override lets a batch move against its status; {0} were made so far").format(used),
			_("Switch it off when it is not needed any more"),
			page_of("Batch Override"),
		)


def permit_table() -> Iterator[Finding]:
	"""The table of permits allows more than that of a new site."""
	order, defaults = permits.ACTIONS, permits.default_table()
	weaker = [
		f"{_(status)} → {_(kind)}: {_(action)}"
		for (status, kind), action in rules.permit_table().items()
		if order.index(action) < order.index(defaults.get((status, kind), permits.STOP))
	]
	if weaker:
		shown = ", ".join(weaker[:SHOWN]) + (" …" if len(weaker) > SHOWN else "")
		yield Finding(
			MEDIUM,
			_("{0} exceptions allow more than the defaults: {1}").format(len(weaker), shown),
			_("Batches with these statuses can make movements that the app would stop or warn of by default"),
			_("Remove exceptions that are not needed"),
			page_of(SETTINGS),
		)


def items_without_policy() -> Iterator[Finding]:
	"""Items with batches are under no policy."""
	items = frappe.get_all(
		"Item",
		{"has_batch_no": 1, "disabled": 0, "has_variants": 0},
		pluck="name",
		order_by=None,
		limit_page_length=0,
	)
	without = len(items) - len(policies.names_of_items(items))
	if without:
		yield Finding(
			MEDIUM,
			_("{0} of {1} items with batches are under no policy").format(without, len(items)),
			_(
				"Their batches move as in plain ERPNext, even if expired; only holds and decisions of QA stop them"
			),
			_("Put them under a policy"),
			report("Items without Batch Control"),
		)


def lenient_policies() -> Iterator[Finding]:
	"""Policies allow the use of a batch that nobody has decided on."""
	names = frappe.get_all(policies.POLICY, {"default_status": "Released"}, pluck="name", order_by="name")
	if names:
		yield Finding(
			LOW,
			_("Batches that nobody has decided on count as released under {0}").format(", ".join(names)),
			_("Batches that come into stock without a status, for example by an import, can be used at once"),
			_("Set Where Nothing Is Known to Quarantine"),
			page_of(policies.POLICY),
		)


CHECKS = (enforcement, signatures, overrides, permit_table, items_without_policy, lenient_policies)
