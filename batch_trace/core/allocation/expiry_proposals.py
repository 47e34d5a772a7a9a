"""Proposals for stock near its expiry, with their reasons."""

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
"""The most urgent first; last is stock that will be used in time if picking order is kept."""

STOPPED, EXPIRED = "stopped", "expired"
IN_TIME, ELSEWHERE, TOO_SLOW, TO_SUPPLIER = "in time", "elsewhere", "too slow", "to supplier"
NOT_USED, NO_BUYER = "not used", "no buyer"
"""Reasons of a proposal."""

LONG_LIVED = 60
"""A supplier is unlikely to take back stock with fewer days left than this."""
HARDLY_ANY_DAYS = 7
"""Stock that is neither sold nor returnable and has at most this many days left will not be used any more."""


@dataclass(frozen=True, slots=True)
class Circumstances:
	"""Facts besides the outlook: whether the batch is stopped, whether the item is sold, and the supplier."""

	days_left: int
	is_stopped: bool = False
	is_sold: bool = False
	supplier: str = ""


class Proposal(NamedTuple):
	"""What to do, the quantity (stock UOM) that would otherwise expire, and the reason."""

	kind: str
	expiring: float
	reason: str


def propose(quantity: float, outlook: Outlook | None, circumstances: Circumstances) -> Proposal:
	"""Return the proposal for a batch in a warehouse; a stopped or expired batch has no outlook.

	>>> propose(4, None, Circumstances(days_left=20, is_stopped=True))
	Proposal(kind='Decide', expiring=4, reason='stopped')
	>>> propose(4, None, Circumstances(days_left=0))
	Proposal(kind='Destroy', expiring=4, reason='expired')
	"""
	if not circumstances.days_left:
		return Proposal(DESTROY, quantity, EXPIRED)
	if outlook is None or circumstances.is_stopped:
		return Proposal(DECIDE, quantity, STOPPED)
	shared, here = outlook.shared.expiring, outlook.here.expiring
	if not shared and not here:
		return Proposal(USE, 0.0, IN_TIME)
	if outlook.transfer_to and here > shared:
		return Proposal(TRANSFER, here, ELSEWHERE)
	if not shared:
		return Proposal(USE, 0.0, IN_TIME)
	return _propose_for_surplus(shared, outlook.shared.used, circumstances)


def _propose_for_surplus(expiring: float, used: float, circumstances: Circumstances) -> Proposal:
	"""Return the proposal for stock that no warehouse uses in time."""
	if circumstances.is_sold:
		return Proposal(DISCOUNT, expiring, TOO_SLOW)
	if circumstances.supplier and circumstances.days_left >= LONG_LIVED:
		return Proposal(RETURN, expiring, TO_SUPPLIER)
	if not used and circumstances.days_left <= HARDLY_ANY_DAYS:
		return Proposal(DESTROY, expiring, NOT_USED)
	return Proposal(NOTHING, expiring, NO_BUYER)
