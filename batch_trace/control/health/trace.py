"""Whether the trace is complete, and looked after."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.utils.scheduler import is_scheduler_inactive

from batch_trace.control.health.finding import HIGH, MEDIUM, Finding, page_of
from batch_trace.control.policy import rules
from batch_trace.ledger import backfill

GAP = "Trace Gap"


def history() -> Iterator[Finding]:
	"""The site's history is not in the ledger yet."""
	state = backfill.state()
	if not backfill.is_complete():
		yield Finding(
			HIGH,
			_("The site's history is not read in: {0}").format(_(state.backfill_status or "Not Started")),
			_("Traces, recalls and balances leave out what moved before the app was installed"),
			_("Start the back-fill, or wait until it is done"),
			page_of(rules.SETTINGS),
		)


def gaps() -> Iterator[Finding]:
	"""The daily check found differences that nobody has closed."""
	count = frappe.db.count(GAP, {"status": "Open"})
	if count:
		yield Finding(
			MEDIUM,
			_("{0} trace gaps are open").format(count),
			_("Somewhere the trace is not complete, or not what the stock ledger says"),
			_("Repair those that can be repaired; explain and close the others"),
			page_of(GAP),
		)


def scheduler() -> Iterator[Finding]:
	"""Nothing runs by itself."""
	if is_scheduler_inactive(verbose=False):
		yield Finding(
			HIGH,
			_("The scheduler is off"),
			_("The daily check, the expiry of batches and its warnings do not run"),
			_("bench --site {0} enable-scheduler").format(frappe.local.site),
			page_of("System Settings"),
		)


CHECKS = (history, gaps, scheduler)
