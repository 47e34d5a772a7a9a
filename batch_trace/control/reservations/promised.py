"""What of each batch is promised to whom: reserved here or by ERPNext, picked, or transferred for a work order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple, TypeAlias

import frappe
from frappe import _
from frappe.utils import format_date

from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.control.orders import transferred
from batch_trace.control.reservations import reservation_rows
from batch_trace.control.reservations.owners import WORK_ORDER, Owner, of_beneficiary
from batch_trace.core.terms.quantities import tidy
from batch_trace.ledger import erpnext_promises
from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.erpnext_promises import PICK_LIST, STOCK_RESERVATION

Place: TypeAlias = tuple[str, str]
"""A batch and a warehouse."""

TOLERANCE = 1e-6


class Promise(NamedTuple):
	"""What of a batch in a warehouse is promised (stock UOM, still open).

	`name` is empty where the user may not read the document; `text` is a short phrase that says as much as they may know.
	"""

	quantity: float
	doctype: str
	name: str
	text: str


class Open(NamedTuple):
	"""A promise as it stands, before it is put into words.

	It is made to the first of the owners; the others, such as the customer of an order, say what it is a part of.
	"""

	place: Place
	quantity: float
	doctype: str
	name: str
	owners: tuple[Owner, ...]
	valid_until: str = ""


def by_others(
	item_code: str,
	warehouses: Collection[str],
	batches: Collection[str],
	beneficiary: Beneficiary,
	*,
	lock: bool = False,
) -> dict[Place, list[Promise]]:
	"""Return what is promised to anybody but whom the beneficiary is for, by (batch, warehouse).

	What was picked or reserved by ERPNext for the owner of a reservation is a part of it, and counts once. `lock` reads
	what is committed now, and keeps it.
	"""
	found = but_of(beneficiary, standing(item_code, warehouses, batches, lock=lock))
	found += [
		Open((batch, warehouse), quantity, WORK_ORDER, order, (Owner(WORK_ORDER, order),))
		for (batch, warehouse), orders in transferred.of_others(
			warehouses, batches, beneficiary.work_order
		).items()
		for order, quantity in orders
	]
	return worded(found)


def standing(
	item_code: str, warehouses: Collection[str], batches: Collection[str], *, lock: bool = False
) -> list[Open]:
	"""Return what is reserved, here and by ERPNext, and what is picked, for anybody."""
	kept = [
		of_erpnext(one)
		for read in (erpnext_promises.reserved, erpnext_promises.picked)
		for one in read(item_code, warehouses, batches, lock=lock)
	]
	own = [of_reserved(one) for one in reservation_rows.read(warehouses, batches, lock=lock)]
	return [one for one in [*beyond(own, kept), *kept] if one.quantity > TOLERANCE]


def of_erpnext(kept: erpnext_promises.Kept) -> Open:
	"""Return what a document of ERPNext keeps as a promise."""
	owners = tuple(Owner(*owner) for owner in kept.owners)
	return Open((kept.batch, kept.warehouse), kept.quantity, kept.doctype, kept.name, owners)


def of_reserved(one: reservation_rows.Reserved) -> Open:
	"""Return a reservation as a promise."""
	place = (one.batch, one.warehouse)
	return Open(
		place, one.quantity, reservation_rows.RESERVATION, one.reservation, (one.owner,), one.valid_until
	)


def beyond(own: Iterable[Open], kept: Collection[Open]) -> Iterator[Open]:
	"""Yield the reservations less what ERPNext keeps of the same batch for the same owner."""
	left: dict[tuple[Place, Owner], float] = defaultdict(float)
	for one in kept:
		for owner in one.owners:
			left[one.place, owner] += one.quantity
	for one in own:
		[owner] = one.owners
		same = min(one.quantity, left[one.place, owner])
		left[one.place, owner] -= same
		yield one._replace(quantity=tidy(one.quantity - same))


def but_of(beneficiary: Beneficiary, promises: Iterable[Open]) -> list[Open]:
	"""Return the promises that are not made to whom the beneficiary is for."""
	mine = set(of_beneficiary(beneficiary))
	return [
		one
		for one in promises
		if not mine.intersection(one.owners[:1])
		and not (one.doctype == PICK_LIST and one.name == beneficiary.pick_list)
	]


def worded(promises: Iterable[Open]) -> dict[Place, list[Promise]]:
	"""Put the promises into words, naming only what the user may read."""
	listed = list(promises)
	access = UserAccess()
	known = _readable(access, {(one.doctype, one.name) for one in listed})
	known |= _readable(access, {owner for one in listed for owner in one.owners})
	found: dict[Place, list[Promise]] = defaultdict(list)
	for one in listed:
		name = one.name if (one.doctype, one.name) in known else ""
		owner = next((owner for owner in one.owners if name and owner in known), None)
		found[one.place].append(Promise(one.quantity, one.doctype, name, _phrase(one, name, owner)))
	return dict(found)


def _readable(access: UserAccess, documents: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
	named: dict[str, set[str]] = defaultdict(set)
	for doctype, name in documents:
		named[doctype].add(name)
	return {(doctype, name) for doctype, names in named.items() for name in access.readable(doctype, names)}


def _phrase(one: Open, name: str, owner: Owner | None) -> str:
	whom = frappe.utils.escape_html(f"{_(owner.doctype)} {owner.name}") if owner else ""
	if one.doctype == WORK_ORDER:
		return _("transferred for {0}").format(whom or _("another Work Order"))
	if one.doctype in (PICK_LIST, STOCK_RESERVATION):
		document = f"{_(one.doctype)} {name}".strip()
		words = _("picked for {0} with {1}") if one.doctype == PICK_LIST else _("reserved for {0} by {1}")
		return words.format(whom or _("somebody else"), document)
	if one.valid_until:
		return _("reserved for {0} until {1}").format(
			whom or _("somebody else"), format_date(one.valid_until)
		)
	return _("reserved for {0}").format(whom or _("somebody else"))
