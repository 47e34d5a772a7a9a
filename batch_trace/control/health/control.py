"""The app's own settings, and the items that nothing governs."""

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
	"""Control only warns."""
	if rules.only_warns():
		yield Finding(
			HIGH,
			named(SETTINGS, "enforcement", rules.WARN_ONLY),
			_("Batches that may not move are moved all the same, after a warning"),
			_("Set it to Stop as soon as the items' policies are in place"),
			page_of(SETTINGS),
		)


def signatures() -> Iterator[Finding]:
	"""Decisions are not signed."""
	if not rules.requires_signatures():
		yield Finding(
			MEDIUM,
			named(SETTINGS, "require_signatures", 0),
			_("Who is logged in decides: a release does not prove who made it (21 CFR Part 11)"),
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
			_("A signed override moves a batch against its status; there are {0} so far").format(used),
			_("Switch it off when it is not needed any more"),
			page_of("Batch Override"),
		)


def permit_table() -> Iterator[Finding]:
	"""The table of what each status allows is weaker than that of a fresh site."""
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
			_("Batches of these statuses may do what the app would stop or warn of"),
			_("Remove the exceptions that nobody needs"),
			page_of(SETTINGS),
		)


def items_without_policy() -> Iterator[Finding]:
	"""Items with batches that no policy governs."""
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
			_("Their batches move as in plain ERPNext, expired and rejected ones too; only holds stop them"),
			_("Put them under a policy"),
			report("Items without Batch Control"),
		)


def lenient_policies() -> Iterator[Finding]:
	"""Policies under which a batch of which nothing is known may be used."""
	names = frappe.get_all(policies.POLICY, {"default_status": "Released"}, pluck="name", order_by="name")
	if names:
		yield Finding(
			LOW,
			_("Batches that nobody decided on are released under {0}").format(", ".join(names)),
			_("What comes into stock by a way that sets no status can be used at once"),
			_("Set Where Nothing Is Known to Quarantine"),
			page_of(policies.POLICY),
		)


CHECKS = (enforcement, signatures, overrides, permit_table, items_without_policy, lenient_policies)
