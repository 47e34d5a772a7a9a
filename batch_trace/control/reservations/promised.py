"""The promises on each batch: reservations of this app and of ERPNext, Pick Lists, and transfers for Work Orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

import frappe
from frappe import _
from frappe.utils import format_date

from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.control.orders import transferred
from batch_trace.control.reservations import carried_picks, reservation_rows
from batch_trace.control.reservations.owners import WORK_ORDER, Owner, of_beneficiary
from batch_trace.core.terms.quantities import tidy
from batch_trace.ledger import erpnext_promises
from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.erpnext_promises import PICK_LIST, STOCK_RESERVATION

Place: TypeAlias = tuple[str, str]
"""A batch and a warehouse."""

TOLERANCE = 1e-6


class Promise(NamedTuple):
	"""A promise in words: how much (stock UOM) is promised and not delivered yet, and by which document.

	`name` is empty if the user may not read the document; `text` is a short phrase that names only what they may read.
	"""

	quantity: float
	doctype: str
	name: str
	text: str


class OpenPromise(NamedTuple):
	"""A promise before it is put into words.

	It is made to the first of the `owners`. The others, such as the customer of an order, may have a reservation that
	this promise is a part of.
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
	"""Return what is promised to anybody except the beneficiary, by batch and warehouse.

	What ERPNext has picked or reserved for the owner of a reservation is part of that reservation and counts once.
	`lock` reads what is committed now and locks it.
	"""
	promises = except_for(beneficiary, open_promises(item_code, warehouses, batches, lock=lock))
	transfers = transferred.of_others(warehouses, batches, beneficiary.work_order)
	promises += [
		OpenPromise((batch, warehouse), quantity, WORK_ORDER, order, (Owner(WORK_ORDER, order),))
		for (batch, warehouse), orders in transfers.items()
		for order, quantity in orders
	]
	return worded(promises)


def open_promises(
	item_code: str, warehouses: Collection[str], batches: Collection[str], *, lock: bool = False
) -> list[OpenPromise]:
	"""Return all reservations, of this app and of ERPNext, and all picks that have not been delivered."""
	of_documents = [
		of_erpnext(kept)
		for kept in (
			*erpnext_promises.reserved(item_code, warehouses, batches, lock=lock),
			*carried_picks.still_there(erpnext_promises.picked(item_code, warehouses, batches, lock=lock)),
		)
	]
	reservations = [of_row(row) for row in reservation_rows.read(warehouses, batches, lock=lock)]
	promises = [*net_of_erpnext(reservations, of_documents), *of_documents]
	return [promise for promise in promises if promise.quantity > TOLERANCE]


def of_erpnext(kept: erpnext_promises.Kept) -> OpenPromise:
	"""Return the promise that a document of ERPNext makes."""
	owners = tuple(Owner(*owner) for owner in kept.owners)
	return OpenPromise((kept.batch, kept.warehouse), kept.quantity, kept.doctype, kept.name, owners)


def of_row(row: reservation_rows.ReservationRow) -> OpenPromise:
	"""Return the promise that a row of a reservation makes."""
	place = (row.batch, row.warehouse)
	reservation = (reservation_rows.RESERVATION, row.reservation)
	return OpenPromise(place, row.quantity, *reservation, (row.owner,), row.valid_until)


def of_rows(
	rows: Iterable[reservation_rows.ReservationRow],
	remaining: Mapping[str, float],
	of_documents: Collection[OpenPromise],
) -> list[OpenPromise]:
	"""Return the promises that ERPNext's documents and rows of reservations make; `remaining` is what is left of each row."""
	reservations = [of_row(row)._replace(quantity=remaining[row.name]) for row in rows]
	return [*net_of_erpnext(reservations, of_documents), *of_documents]


def net_of_erpnext(
	reservations: Iterable[OpenPromise], of_documents: Collection[OpenPromise]
) -> Iterator[OpenPromise]:
	"""Yield the reservations, less what ERPNext's documents already keep of the same batch for the same owner."""
	kept: dict[tuple[Place, Owner], float] = defaultdict(float)
	for promise in of_documents:
		for owner in promise.owners:
			kept[promise.place, owner] += promise.quantity
	for reservation in reservations:
		[owner] = reservation.owners
		counted_twice = min(reservation.quantity, kept[reservation.place, owner])
		kept[reservation.place, owner] -= counted_twice
		yield reservation._replace(quantity=tidy(reservation.quantity - counted_twice))


def except_for(beneficiary: Beneficiary, promises: Iterable[OpenPromise]) -> list[OpenPromise]:
	"""Return the promises that are not made to the beneficiary."""
	owners = set(of_beneficiary(beneficiary))
	return [
		promise
		for promise in promises
		if not owners.intersection(promise.owners[:1])
		and not (promise.doctype == PICK_LIST and promise.name == beneficiary.pick_list)
	]


def worded(promises: Iterable[OpenPromise]) -> dict[Place, list[Promise]]:
	"""Put the promises into words, naming only documents that the user may read."""
	listed = list(promises)
	access = UserAccess()
	readable = _readable(access, {(promise.doctype, promise.name) for promise in listed})
	readable |= _readable(access, {owner for promise in listed for owner in promise.owners})
	by_place: dict[Place, list[Promise]] = defaultdict(list)
	for promise in listed:
		name = promise.name if (promise.doctype, promise.name) in readable else ""
		owner = next((owner for owner in promise.owners if name and owner in readable), None)
		text = _phrase(promise, name, owner)
		by_place[promise.place].append(Promise(promise.quantity, promise.doctype, name, text))
	return dict(by_place)


def _readable(access: UserAccess, documents: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
	by_doctype: dict[str, set[str]] = defaultdict(set)
	for doctype, name in documents:
		by_doctype[doctype].add(name)
	return {
		(doctype, name) for doctype, names in by_doctype.items() for name in access.readable(doctype, names)
	}


def _phrase(promise: OpenPromise, name: str, owner: Owner | None) -> str:
	owner_name = frappe.utils.escape_html(f"{_(owner.doctype)} {owner.name}") if owner else ""
	if promise.doctype == WORK_ORDER:
		return _("transferred for {0}").format(owner_name or _("another Work Order"))
	if promise.doctype in (PICK_LIST, STOCK_RESERVATION):
		document = f"{_(promise.doctype)} {name}".strip()
		text = _("picked for {0} with {1}") if promise.doctype == PICK_LIST else _("reserved for {0} by {1}")
		return text.format(owner_name or _("somebody else"), document)
	if promise.valid_until:
		return _("reserved for {0} until {1}").format(
			owner_name or _("somebody else"), format_date(promise.valid_until)
		)
	return _("reserved for {0}").format(owner_name or _("somebody else"))
