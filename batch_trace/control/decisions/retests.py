"""Whether a batch whose retest date is over was inspected since, so that it may be released with a new date."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import frappe
from frappe import _
from frappe.utils import format_date, getdate

from batch_trace.control.decisions.inspections import Inspection
from batch_trace.control.status.standing import Standing


def state(batch: Standing, inspected: Collection[Inspection], begun: Mapping[str, date]) -> tuple[bool, str]:
	"""Return whether nothing is missing for a new retest date, and words about it; `begun` are the days of the inspections.

	An inspection of the retest names the batch, is accepted with readings, and was made on the retest date or later.
	"""
	if not batch.is_due_for_retest:
		return True, format_date(batch.retest_date) if batch.retest_date else ""
	if not (batch.policy and batch.policy.retest_period):
		return False, _(
			"due since {0}; the policy has no Retest After (Days), so QA sets the next date"
		).format(format_date(batch.retest_date))
	retests = [
		i.name
		for i in inspected
		if i.releases and i.names_batch and getdate(begun[i.name]) >= getdate(batch.retest_date)
	]
	words = ", ".join(retests) or _("none that names the batch")
	return bool(retests), _("due since {0}: {1}").format(format_date(batch.retest_date), words)


def begun(inspections: Collection[str]) -> dict[str, date]:
	"""Return the day on which each inspection was made, which no later change of it moves."""
	rows = frappe.get_all(
		"Quality Inspection",
		{"name": ["in", [*inspections, ""]]},
		["name", "creation"],
		order_by=None,
		limit_page_length=0,
	)
	return {row.name: getdate(row.creation) for row in rows}
