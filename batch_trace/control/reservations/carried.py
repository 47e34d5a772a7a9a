"""Carries reservations along when a plain transfer takes reserved goods to another warehouse of the company.

Reserved goods are picked up in stores and wait in the dispatch zone. They stay reserved there for the same order; what is
free of the batch is taken first. So do goods that a Pick List keeps for a sales order; others stay where it says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import frappe
from frappe import _

from batch_trace.control.movements.outward import Going
from batch_trace.control.policy import policies
from batch_trace.control.reservations import carried_picks, promised, uses
from batch_trace.control.reservations.owners import SALES_ORDER, Owner
from batch_trace.control.reservations.promised import TOLERANCE, OpenPromise
from batch_trace.control.reservations.reservation_rows import ReservationRow
from batch_trace.control.reservations.taken import Taken
from batch_trace.control.reservations.uses import Use
from batch_trace.core.control import movement_kinds as mk
from batch_trace.core.control.policy import GOES_ALONG, Policy
from batch_trace.core.terms.quantities import quantity_text, tidy
from batch_trace.ledger.locked_balances import locked


def is_plain(taken: Taken, kind_of: Mapping[Going, str]) -> bool:
	"""Return whether a Stock Entry only moves the goods to one other warehouse of the company."""
	going = taken.going
	is_within = kind_of[going] in mk.WITHIN_COMPANY
	return going.voucher_type == "Stock Entry" and is_within and len(going.to) == 1


def carry(
	taken: Sequence[Taken],
	rows: Sequence[ReservationRow],
	remaining: dict[str, float],
	picks: list[OpenPromise],
	kind_of: Mapping[Going, str],
) -> None:
	"""Move reservations with the goods that plain transfers take beyond what is free, unless the policy refuses that.

	`rows` are those in force; `remaining` is what is left of each, by row name, and shrinks, and so does what `picks` keep.
	"""
	plain = [each for each in taken if each.unreserved > TOLERANCE and is_plain(each, kind_of)]
	governed = policies.of_items({each.going.item_code for each in plain}) if plain else {}
	plain = [
		each for each in plain if governed.get(each.going.item_code, Policy()).reserved_transfer == GOES_ALONG
	]
	stock = locked({each.place for each in plain}) if plain else {}
	moved = [use for each in plain for use in _moved(each, rows, remaining, picks, stock[each.place])]
	uses.write(moved)
	for use in moved:
		if use.moved_in:
			_say(use)


def _moved(
	taken: Taken,
	rows: Sequence[ReservationRow],
	remaining: dict[str, float],
	picks: list[OpenPromise],
	stock: float,
) -> list[Use]:
	"""Return the uses that take reservations along, as far as too little is left where the goods were."""
	promises = promised.of_rows(rows, remaining, picks)
	short = sum(promise.quantity for promise in promises if promise.place == taken.place) - stock
	short = tidy(min(short, taken.unreserved))
	moved: list[Use] = []
	for row in rows:
		quantity = tidy(min(short, remaining[row.name]))
		if (row.batch, row.warehouse) != taken.place or quantity <= TOLERANCE:
			continue
		short = tidy(short - quantity)
		remaining[row.name] = tidy(remaining[row.name] - quantity)
		taken.unreserved = tidy(taken.unreserved - quantity)
		use = Use.of(row, taken.event, used=quantity)
		moved += [use, use._replace(warehouse=taken.going.to[0], used=0.0, moved_in=quantity)]
		_take_from_picks(picks, taken, quantity, row.owner)
	return moved + _picked(taken, picks, short)


def _take_from_picks(
	picks: list[OpenPromise], taken: Taken, quantity: float, owner: Owner
) -> list[tuple[OpenPromise, float]]:
	"""Take a quantity off what Pick Lists keep for an owner, and return from which ones how much was taken."""
	parts: list[tuple[OpenPromise, float]] = []
	for number, pick in enumerate(picks):
		part = tidy(min(quantity, pick.quantity))
		if pick.place == taken.place and pick.owners[:1] == (owner,) and part > TOLERANCE:
			picks[number] = pick._replace(quantity=tidy(pick.quantity - part))
			quantity = tidy(quantity - part)
			parts.append((pick, part))
	return parts


def _picked(taken: Taken, picks: list[OpenPromise], short: float) -> list[Use]:
	"""Return the uses that reserve picked goods for their sales orders where they are brought."""
	going = taken.going
	moved: list[Use] = []
	orders = [
		pick.owners[0]
		for pick in picks
		if pick.place == taken.place and pick.owners and pick.owners[0].doctype == SALES_ORDER
	]
	for owner in dict.fromkeys(orders):
		for pick, quantity in _take_from_picks(picks, taken, short, owner):
			short = tidy(short - quantity)
			taken.unreserved = tidy(taken.unreserved - quantity)
			company = taken.event.voucher.company
			name = carried_picks.reserve(owner, company, going.item_code, going.batch, going.to[0], pick.name)
			voucher = (going.voucher_type, going.voucher_no, taken.event.number)
			use = Use(name, going.batch, going.warehouse, company, *voucher, used=quantity)
			moved += [use, use._replace(warehouse=going.to[0], used=0.0, moved_in=quantity)]
	return moved


def _say(use: Use) -> None:
	frappe.msgprint(
		_("{0} of batch {1} were reserved and stay reserved in {2}.").format(
			quantity_text(use.moved_in), frappe.bold(use.batch), use.warehouse
		),
		alert=True,
		indicator="blue",
	)
