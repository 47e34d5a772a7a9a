"""What is reserved for whom goods are for: that goes before anything else, and needs no other reason."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from typing import NamedTuple, TypeVar

import frappe

from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.control.reservations import reservation_rows
from batch_trace.control.reservations.owners import Owner, of_beneficiary
from batch_trace.control.reservations.uses import USE

Place = tuple[str, str]
"""A batch and a warehouse."""
K = TypeVar("K", bound=Hashable)


class Kept(NamedTuple):
	"""How much (stock UOM) is kept, or was used, of a batch, and the reservation that says so."""

	quantity: float
	reservation: str


def of_demand(item_code: str, warehouses: Collection[str], beneficiary: Beneficiary) -> dict[Place, Kept]:
	"""Return what is reserved for the beneficiary and not used yet."""
	owners = set(of_beneficiary(beneficiary))
	found = reservation_rows.of_item(item_code, warehouses) if owners else []
	return _united(
		((one.batch, one.warehouse), Kept(one.quantity, one.reservation))
		for one in found
		if one.owner in owners
	)


def used_by(voucher_type: str, voucher_no: str, warehouse: str, beneficiary: Beneficiary) -> dict[str, Kept]:
	"""Return what a voucher used up of each batch there of what was reserved for the beneficiary."""
	rows = frappe.get_all(
		USE,
		filters={"voucher_type": voucher_type, "voucher_no": voucher_no, "warehouse": warehouse},
		fields=["batch", "used", "reservation"],
		order_by="name",
		limit_page_length=0,
	)
	mine = _reserved_for(beneficiary, {row.reservation for row in rows})
	return _united((row.batch, Kept(row.used, row.reservation)) for row in rows if row.reservation in mine)


def _reserved_for(beneficiary: Beneficiary, reservations: Collection[str]) -> set[str]:
	if not reservations:
		return set()
	rows = frappe.get_all(
		reservation_rows.RESERVATION,
		filters={"name": ["in", sorted(reservations)]},
		fields=["name", "reserved_for", "reference"],
		order_by="name",
		limit_page_length=0,
	)
	owners = set(of_beneficiary(beneficiary))
	return {row.name for row in rows if Owner(row.reserved_for, row.reference) in owners}


def _united(rows: Iterable[tuple[K, Kept]]) -> dict[K, Kept]:
	found: dict[K, Kept] = {}
	for key, kept in rows:
		before = found.get(key)
		found[key] = kept if before is None else before._replace(quantity=before.quantity + kept.quantity)
	return found
