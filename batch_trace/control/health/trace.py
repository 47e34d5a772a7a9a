"""Checks whether the trace is complete and maintained."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.utils.scheduler import is_scheduler_inactive

from batch_trace.control.health.finding import HIGH, MEDIUM, Finding, page_of
from batch_trace.control.policy import rules
from batch_trace.ledger import backfill
from batch_trace.ledger.sealing import anchor
from batch_trace.ledger.sealing.verification import KEY_UNKNOWN

GAP = "Trace Gap"
RESEALED = (KEY_UNKNOWN, anchor.ANCHOR_DIFFERS)
"""The codes of gaps that sealing anew answers."""


def history() -> Iterator[Finding]:
	"""The ledger does not hold the whole history of the site."""
	state = backfill.state()
	if not backfill.is_complete():
		yield Finding(
			HIGH,
			_("The back-fill of the site's history is not completed: {0}").format(
				_(state.backfill_status or "Not Started")
			),
			_("Traces and balances do not include movements from before the app was installed"),
			_("Start the back-fill, or wait until it is completed"),
			page_of(rules.SETTINGS),
		)


def gaps() -> Iterator[Finding]:
	"""Gaps that the daily check found are still open."""
	count = frappe.db.count(GAP, {"status": "Open"})
	if count:
		yield Finding(
			MEDIUM,
			_("{0} trace gaps are open").format(count),
			_("The trace is incomplete in places, or differs from the stock ledger"),
			_("Repair those that can be repaired; explain and close the others"),
			page_of(GAP),
		)


def unverified() -> Iterator[Finding]:
	"""The secret of the seals, or their anchor, is lost or was not restored."""
	if frappe.db.exists(GAP, {"status": "Open", "code": ["in", RESEALED]}):
		yield Finding(
			HIGH,
			_("Evidence cannot be verified: its secret or its anchor is lost, changed, or was not restored"),
			_("Changes made past the app before now would not be found"),
			_(
				"Put the secret or the anchor back; if it is lost, compare with a backup and press Re-seal in its gap"
			),
			page_of(GAP),
		)


def scheduler() -> Iterator[Finding]:
	"""The scheduler is off."""
	if is_scheduler_inactive(verbose=False):
		yield Finding(
			HIGH,
			_("The scheduler is off"),
			_("The daily check, the expiry of batches and the warnings before it do not run"),
			_("Run: bench --site {0} enable-scheduler").format(frappe.local.site),
			page_of("System Settings"),
		)


CHECKS = (history, gaps, unverified, scheduler)
