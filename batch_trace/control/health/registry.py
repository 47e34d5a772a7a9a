"""All checks of the site's health, and what they find."""

from __future__ import annotations

from batch_trace.control.health import control, inspections, stock, trace, users
from batch_trace.control.health.finding import SEVERITIES, Check, Finding

CHECKS: tuple[Check, ...] = (
	*control.CHECKS,
	*trace.CHECKS,
	*stock.CHECKS,
	*inspections.CHECKS,
	*users.CHECKS,
)
"""To add a check, write a function in the file of its theme and name it in CHECKS there."""


def find() -> list[Finding]:
	"""Return what all checks find, the gravest first."""
	found = [finding for check in CHECKS for finding in check()]
	return sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))
