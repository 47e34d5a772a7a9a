"""Late entries: a use in production that was before the batch expired and is entered afterwards.

Nobody can undo such a use. Refused, it would be booked with a batch that was not in it. So an override may let it pass, even
where the site allows no others, if the policy gives days for it. Nothing leaves the company in this way.
"""

from __future__ import annotations

from datetime import date

import frappe
from frappe.utils import add_days, getdate

from batch_trace.control.movements.outward import Going, kinds
from batch_trace.control.policy import policies
from batch_trace.control.status.standing import EXPIRY, RETEST
from batch_trace.core.control import statuses as st
from batch_trace.core.control.movement_kinds import CONSUMPTION
from batch_trace.core.control.policy import Policy

DATES = {EXPIRY: "expiry_date", RETEST: "retest_date"}


def day(going: Going, verdict: st.Verdict) -> date | None:
	"""Return the day of the use if this movement is one that is entered late, otherwise None.

	`verdict` has the reasons that stop it: its dates and nothing else, and none of them was over on the posting date of the
	stored voucher.
	"""
	causes = {reason.cause for reason in verdict.reasons}
	if not causes or causes - DATES.keys() or kinds([going])[going] != CONSUMPTION:
		return None
	posted = frappe.db.get_value(going.voucher_type, going.voucher_no, "posting_date")
	days = policies.of_items([going.item_code]).get(going.item_code, Policy()).late_entry_days
	if not posted or not _is_within(getdate(posted), days):
		return None
	dates = frappe.db.get_value("Batch", going.batch, list(DATES.values()), as_dict=True)
	are_good = all(
		dates[DATES[cause]] and getdate(dates[DATES[cause]]) >= getdate(posted) for cause in causes
	)
	return getdate(posted) if are_good else None


def _is_within(posted: date, days: int) -> bool:
	return bool(days) and getdate(add_days(getdate(), -days)) <= posted < getdate()
