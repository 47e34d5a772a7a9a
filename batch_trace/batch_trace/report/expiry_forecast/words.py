"""Puts the reason for a proposal into words."""

from __future__ import annotations

from frappe import _
from frappe.utils import format_date

from batch_trace.control.in_stock.expiring import Expiring
from batch_trace.core.allocation import expiry_proposals as ep
from batch_trace.core.terms.quantities import quantity_text


def reason(expiring: Expiring) -> str:
	"""Return one sentence with the reason for the proposal and its figures."""
	return _WORDS[expiring.proposal.reason](expiring)


def _stopped(expiring: Expiring) -> str:
	return _("{0} may not be used while the batch is {1}. Decide on it before it expires.").format(
		_amount(expiring, expiring.stock.quantity), _(expiring.stock.status)
	)


def _expired(expiring: Expiring) -> str:
	return _("It has expired. Destroy it or return it to the supplier.")


def _in_time(expiring: Expiring) -> str:
	ends = expiring.outlook.shared.used_up_on if expiring.outlook else None
	until = format_date(ends or expiring.stock.expiry_date)
	return _("At {0} a day it is used up by {1}, if it is picked first.").format(
		_amount(expiring, expiring.rate), until
	)


def _elsewhere(expiring: Expiring) -> str:
	assert expiring.outlook
	return _("{0} will be left here; {1} can use {2} more of the item by then.").format(
		_amount(expiring, expiring.proposal.expiring),
		expiring.outlook.transfer_to,
		_amount(expiring, expiring.outlook.room),
	)


def _too_slow(expiring: Expiring) -> str:
	needed = expiring.rate + expiring.proposal.expiring / expiring.days_left
	return _("{0} a day are sold, but {1} a day are needed to use it up. A lower price may help.").format(
		_amount(expiring, expiring.rate), _amount(expiring, needed)
	)


def _to_supplier(expiring: Expiring) -> str:
	return _("Too little of it is used, and {0} days are left. Ask {1} to take it back.").format(
		expiring.days_left, expiring.supplier
	)


def _not_used(expiring: Expiring) -> str:
	return _("The item is not used any more, and no supplier can take it back in the days left.")


def _no_buyer(expiring: Expiring) -> str:
	return _(
		"Only {0} a day are used. The item is not sold, and no supplier is known who could take it back."
	).format(_amount(expiring, expiring.rate))


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


def _amount(expiring: Expiring, quantity: float) -> str:
	return f"{quantity_text(round(quantity, 2))} {_(expiring.stock.uom)}"
