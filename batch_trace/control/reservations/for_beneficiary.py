"""What is reserved for the beneficiary of a voucher: it is taken before any other stock, and needs no other reason."""

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


class ReservedQuantity(NamedTuple):
	"""How much (stock UOM) of a batch is reserved, or was used of a reservation, and the reservation's name."""

	quantity: float
	reservation: str


def of_demand(
	item_code: str, warehouses: Collection[str], beneficiary: Beneficiary
) -> dict[Place, ReservedQuantity]:
	"""Return what is reserved for the beneficiary and not used yet."""
	owners = set(of_beneficiary(beneficiary))
	rows = reservation_rows.of_item(item_code, warehouses) if owners else []
	return _summed(
		((row.batch, row.warehouse), ReservedQuantity(row.quantity, row.reservation))
		for row in rows
		if row.owner in owners
	)


def used_by(
	voucher_type: str, voucher_no: str, warehouse: str, beneficiary: Beneficiary
) -> dict[str, ReservedQuantity]:
	"""Return how much of each batch a voucher took in a warehouse from reservations for the beneficiary."""
	rows = frappe.get_all(
		USE,
		filters={"voucher_type": voucher_type, "voucher_no": voucher_no, "warehouse": warehouse},
		fields=["batch", "used", "reservation"],
		order_by="name",
		limit_page_length=0,
	)
	reservations = _reserved_for(beneficiary, {row.reservation for row in rows})
	return _summed(
		(row.batch, ReservedQuantity(row.used, row.reservation))
		for row in rows
		if row.reservation in reservations
	)


def _reserved_for(beneficiary: Beneficiary, reservations: Collection[str]) -> set[str]:
	"""Return the reservations among these that are for the beneficiary."""
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


def _summed(rows: Iterable[tuple[K, ReservedQuantity]]) -> dict[K, ReservedQuantity]:
	"""Add up the quantities by key; the first reservation of a key is the one that is named."""
	sums: dict[K, ReservedQuantity] = {}
	for key, reserved in rows:
		before = sums.get(key)
		sums[key] = (
			reserved if before is None else before._replace(quantity=before.quantity + reserved.quantity)
		)
	return sums
