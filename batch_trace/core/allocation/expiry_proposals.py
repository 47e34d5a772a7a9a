"""What to do about stock that comes near its expiry, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from batch_trace.core.allocation.expiry_forecast import Outlook

DECIDE, DESTROY, USE, TRANSFER, DISCOUNT, RETURN = (
	"Decide",
	"Destroy",
	"Use",
	"Transfer",
	"Discount",
	"Return",
)
NOTHING = "None"
PROPOSALS = (DECIDE, DESTROY, TRANSFER, DISCOUNT, RETURN, NOTHING, USE)
"""The most pressing first: only what nothing needs to be done about but to keep the order is last."""

STOPPED, EXPIRED = "stopped", "expired"
IN_TIME, ELSEWHERE, TOO_SLOW, TO_SUPPLIER = "in time", "elsewhere", "too slow", "to supplier"
NOT_USED, NO_BUYER = "not used", "no buyer"
"""Reasons: why a proposal is made."""

LONG_LIVED = 60
"""A supplier hardly takes back what lasts fewer days than this."""
HARDLY_ANY_DAYS = 7
"""What is neither sold nor taken back and lasts no more days than this has no use left to hope for."""


@dataclass(frozen=True, slots=True)
class Circumstances:
	"""What is known besides the outlook: whether the batch may be used, who buys the item, who supplied the batch."""

	days_left: int
	is_stopped: bool = False
	is_sold: bool = False
	supplier: str = ""


class Proposal(NamedTuple):
	"""What to do, with how much (stock UOM) would expire otherwise, and the reason."""

	kind: str
	expiring: float
	reason: str


def propose(quantity: float, outlook: Outlook | None, known: Circumstances) -> Proposal:
	"""Return what to do about a batch in a warehouse; one that is stopped or has expired has no outlook.

	>>> propose(4, None, Circumstances(days_left=20, is_stopped=True))
	Proposal(kind='Decide', expiring=4, reason='stopped')
	>>> propose(4, None, Circumstances(days_left=0))
	Proposal(kind='Destroy', expiring=4, reason='expired')
	"""
	if not known.days_left:
		return Proposal(DESTROY, quantity, EXPIRED)
	if outlook is None or known.is_stopped:
		return Proposal(DECIDE, quantity, STOPPED)
	shared, here = outlook.shared.expiring, outlook.here.expiring
	if not shared and not here:
		return Proposal(USE, 0.0, IN_TIME)
	if outlook.transfer_to and here > shared:
		return Proposal(TRANSFER, here, ELSEWHERE)
	if not shared:
		return Proposal(USE, 0.0, IN_TIME)
	return _of_what_is_too_much(shared, outlook.shared.used, known)


def _of_what_is_too_much(expiring: float, used: float, known: Circumstances) -> Proposal:
	"""Return what to do about what no warehouse uses in time."""
	if known.is_sold:
		return Proposal(DISCOUNT, expiring, TOO_SLOW)
	if known.supplier and known.days_left >= LONG_LIVED:
		return Proposal(RETURN, expiring, TO_SUPPLIER)
	if not used and known.days_left <= HARDLY_ANY_DAYS:
		return Proposal(DESTROY, expiring, NOT_USED)
	return Proposal(NOTHING, expiring, NO_BUYER)
