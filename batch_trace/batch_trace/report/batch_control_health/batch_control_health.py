"""Batch Control Health: the settings of this site that weaken the control of batches."""

from __future__ import annotations

from typing import Any

from frappe import _

from batch_trace.batch_trace.report.columns import Column, column, figure
from batch_trace.batch_trace.report.hints import refusals_as_hints
from batch_trace.control.health.finding import HIGH, LOW, MEDIUM
from batch_trace.control.health.registry import CHECKS, find

COLORS = {HIGH: "Red", MEDIUM: "Orange", LOW: "Blue"}


def get_columns() -> list[Column]:
	"""Return the columns: severity, finding, meaning, how and where to change it."""
	return [
		column(_("Severity"), "severity", width=95),
		column(_("What Is Set"), "what", width=330),
		column(_("What It Means"), "meaning", width=350),
		column(_("How to Change It"), "how", width=270),
		column(_("Where"), "place", width=150),
	]


@refusals_as_hints(get_columns)
def execute(filters: Any) -> tuple[Any, ...]:
	"""Return a row for each finding, the most severe first."""
	findings = [finding for finding in find() if filters.get("severity") in (None, finding.severity)]
	rows = [
		{**finding._asdict(), "place": finding.place.label, "url": finding.place.url} for finding in findings
	]
	hint = (
		None
		if rows
		else _("All {0} checks passed. No setting weakens the control of batches.").format(len(CHECKS))
	)
	figures = [
		figure(
			_(severity),
			(count := sum(finding.severity == severity for finding in findings)),
			color if count else "Green",
			"Int",
		)
		for severity, color in COLORS.items()
	]
	return get_columns(), rows, hint, None, [figure(_("Checks"), len(CHECKS), "", "Int"), *figures], True
