"""All checks of the site's health."""

from __future__ import annotations

from batch_trace.control.health import control, dispatch, inspections, stock, trace, users
from batch_trace.control.health.finding import SEVERITIES, Check, Finding

CHECKS: tuple[Check, ...] = (
	*control.CHECKS,
	*trace.CHECKS,
	*stock.CHECKS,
	*inspections.CHECKS,
	*dispatch.CHECKS,
	*users.CHECKS,
)
"""To add a check, write a function in the file of its topic and add it to CHECKS there."""


def find() -> list[Finding]:
	"""Return the findings of all checks, the most severe first."""
	findings = [finding for check in CHECKS for finding in check()]
	return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
