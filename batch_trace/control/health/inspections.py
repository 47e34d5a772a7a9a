"""Checks of ERPNext's settings for quality inspections."""

from __future__ import annotations

from collections.abc import Iterator

from frappe import _

from batch_trace.control.health.finding import LOW, MEDIUM, Finding, named, page_of, setting, where_on

STOCK = "Stock Settings"
WARN = "Warn"


def missing_inspection() -> Iterator[Finding]:
	"""A voucher can be submitted without the inspection that its item requires."""
	yield from _only_warns(
		"action_if_quality_inspection_is_not_submitted",
		_("Goods that must be inspected can be received or shipped without a submitted inspection"),
	)


def rejected_inspection() -> Iterator[Finding]:
	"""A voucher can be submitted although its inspection rejected the goods."""
	yield from _only_warns(
		"action_if_quality_inspection_is_rejected",
		_("Goods that an inspection rejected can be received or shipped"),
	)


def late_inspection() -> Iterator[Finding]:
	"""Inspections can be made after the goods were received or shipped."""
	yield from where_on(
		LOW,
		STOCK,
		"allow_to_make_quality_inspection_after_purchase_or_delivery",
		_(
			"ERPNext accepts goods before they are inspected; only the quality status of their batches stops their use"
		),
		_("Keep it only where the items' policies put new batches into Quarantine"),
	)


def _only_warns(field: str, meaning: str) -> Iterator[Finding]:
	if setting(STOCK, field) == WARN:
		yield Finding(MEDIUM, named(STOCK, field, WARN), meaning, _("Set it to Stop"), page_of(STOCK))


CHECKS = (missing_inspection, rejected_inspection, late_inspection)
