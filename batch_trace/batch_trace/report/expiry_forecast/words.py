"""Why a proposal is made, in words."""

from __future__ import annotations

from frappe import _
from frappe.utils import format_date

from batch_trace.control.in_stock.expiring import Expiring
from batch_trace.core.allocation import expiry_proposals as ep
from batch_trace.core.terms.quantities import quantity_text


def reason(one: Expiring) -> str:
	"""Return one sentence that tells why the proposal is made, with its figures."""
	return _WORDS[one.proposal.reason](one)


def _stopped(one: Expiring) -> str:
	return _("{0} may not be used while it is {1}: decide on it before it expires.").format(
		_amount(one, one.stock.quantity), _(one.stock.status)
	)


def _expired(one: Expiring) -> str:
	return _("It has expired, and nothing may be done with it but to take it away.")


def _in_time(one: Expiring) -> str:
	ends = one.outlook.shared.used_up_on if one.outlook else None
	until = format_date(ends or one.stock.expiry_date)
	return _("At {0} a day it is used up by {1}, if it goes first.").format(_amount(one, one.rate), until)


def _elsewhere(one: Expiring) -> str:
	assert one.outlook
	return _("{0} stay over here; {1} uses the item quickly enough for {2} more by then.").format(
		_amount(one, one.proposal.expiring), one.outlook.transfer_to, _amount(one, one.outlook.room)
	)


def _too_slow(one: Expiring) -> str:
	needed = one.rate + one.proposal.expiring / one.days_left
	return _("{0} a day go, {1} a day would have to go: a lower price may sell it.").format(
		_amount(one, one.rate), _amount(one, needed)
	)


def _to_supplier(one: Expiring) -> str:
	return _("Too little of it is used, and it lasts {0} days yet: ask {1} to take it back.").format(
		one.days_left, one.supplier
	)


def _not_used(one: Expiring) -> str:
	return _("The item is not used any more, and there is nobody to take it back in the days left.")


def _no_buyer(one: Expiring) -> str:
	return _("Only {0} a day are used; it is not sold, and nobody is known to take it back.").format(
		_amount(one, one.rate)
	)


_WORDS = {
	ep.STOPPED: _stopped,
	ep.EXPIRED: _expired,
	ep.IN_TIME: _in_time,
	ep.ELSEWHERE: _elsewhere,
	ep.TOO_SLOW: _too_slow,
	ep.TO_SUPPLIER: _to_supplier,
	ep.NOT_USED: _not_used,
	ep.NO_BUYER: _no_buyer,
}


def _amount(one: Expiring, quantity: float) -> str:
	return f"{quantity_text(round(quantity, 2))} {_(one.stock.uom)}"
