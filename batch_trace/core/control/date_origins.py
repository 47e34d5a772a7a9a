"""Where the expiry date of a batch comes from: what somebody read off a label counts for more than what was computed."""

from __future__ import annotations

from datetime import date

ENTERED, COMPUTED, INPUTS, DECIDED = "Entered", "Computed", "Inputs", "QA"
ORIGINS = (ENTERED, COMPUTED, INPUTS, DECIDED)


def after_saving(before: tuple[date | None, str], typed: date | None, now: date | None) -> str:
	"""Return where the date comes from after a batch was saved; "" if there is none, or if nobody knows.

	`before` is the date and its origin until now, `typed` the date as the user sent it, `now` the date that is saved.

	>>> may, june = date(2027, 5, 31), date(2027, 6, 30)
	>>> after_saving((None, ""), may, may), after_saving((None, ""), None, june)
	('Entered', 'Computed')
	>>> after_saving((may, "Inputs"), may, may), after_saving((may, "Computed"), june, june), after_saving((may, "QA"), None, None)
	('Inputs', 'Entered', '')
	"""
	until_now, origin = before
	if not now:
		return ""
	if now == until_now:
		return origin
	return ENTERED if typed == now else COMPUTED
