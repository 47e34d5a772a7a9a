"""An advance notice as it was read from a message."""

from __future__ import annotations

from typing import Any, NamedTuple

from batch_trace.core.receiving.lots.keys import gtin_of
from batch_trace.core.receiving.lots.record import Draft
from batch_trace.core.receiving.lots.words import ENDS
from batch_trace.core.receiving.shared.dates import last_day
from batch_trace.core.receiving.shared.free_batch import batch_in
from batch_trace.core.receiving.shared.numbers import NumberHabit, read_number


class Notice(NamedTuple):
	"""The lots of a message, its facts, and what to ask about it."""

	kind: str
	drafts: list[Draft]
	facts: dict[str, Any]
	questions: list[str]


def set_quantity(draft: Draft, text: str, unit: str) -> None:
	"""Set the quantity of a message, which has a decimal point.

	>>> draft = Draft()
	>>> set_quantity(draft, "35.5", "LB"), draft.values
	(None, {'qty': 35.5, 'uom': 'LB'})
	"""
	read = read_number(text.replace(",", "."), NumberHabit("."))
	draft.values["qty"], draft.values["uom"] = read.value if read else None, unit or None
	if not read:
		draft.say(f'quantity "{text}" is not a number')


def set_date(draft: Draft, name: str, date: str | None, text: str) -> None:
	"""Set a date of a message; the month of an end means its last day."""
	if date is None:
		draft.say(f'{name.replace("_", " ")} "{text}" is not a date')
		return
	month = len(date) == len("YYYY-MM")
	draft.values[name] = last_day(date) if name in ENDS else date
	if month and name in ENDS:
		draft.values[f"{name}_precision"] = "month"


def set_gtin(draft: Draft, text: str) -> None:
	"""Set the GTIN of a message in 14 digits; a UPC is kept as it was sent, too."""
	draft.values["gtin"], problem = gtin_of(text)
	draft.say(problem)
	if draft.values["gtin"] and len(text.strip()) == 12:
		draft.values["upc_as_sent"] = text.strip()


def propose_batch(draft: Draft, text: str) -> None:
	"""Propose a batch that stands in free text only.

	>>> draft = Draft(values={"supplier_batch": None})
	>>> propose_batch(draft, "LOT KB26/47, NO EXPIRY"), draft.problems
	(None, ['batch KB26/47 only in free text: propose, do not take'])
	"""
	found = batch_in(text)
	if found and not draft.values.get("supplier_batch"):
		draft.values["supplier_batch"], draft.values["proposed_batch"] = None, found
		draft.say(f"batch {found} only in free text: propose, do not take")
