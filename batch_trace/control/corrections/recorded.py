"""What a voucher is recorded to have moved, row by row, as a correction of its batches sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from batch_trace.core.terms.movements import Movement
from batch_trace.ledger import capture
from batch_trace.ledger.difference import VoucherFacts

Key = tuple[str, str, str]
"""Row, warehouse and batch."""


class Recorded(NamedTuple):
	"""A batch in a row of a voucher; `moved` has the signed quantity (stock UOM) of each of its warehouses.

	`warehouse` is "" where the row moves it from one warehouse to another.
	"""

	row: str
	warehouse: str
	batch: str
	item_code: str
	uom: str
	quantity: float
	moved: tuple[tuple[str, float], ...]
	supplier_batch: str = ""

	@property
	def key(self) -> Key:
		"""What a line of a correction names."""
		return self.row, self.warehouse, self.batch


def facts_of(voucher_type: str, voucher_no: str, *, lock: bool = False) -> VoucherFacts | None:
	"""Return a voucher as it is recorded now, with the corrections made so far; None if it moved no stock."""
	return capture.read_vouchers(voucher_type, [voucher_no], lock=lock).get(voucher_no)


def movements(facts: VoucherFacts) -> list[Recorded]:
	"""Return the batches that a voucher moved, those with serial numbers left out."""
	by_row: dict[tuple[str, str], list[Movement]] = defaultdict(list)
	for m in facts.stock.movements:
		if m.batch and not m.serial_no:
			by_row[m.row, m.batch].append(m)
	return [each for moved in by_row.values() for each in _of_row(moved)]


def _of_row(moved: list[Movement]) -> Iterable[Recorded]:
	"""Yield one movement for what a row transfers, else one for each of its warehouses."""
	net: dict[str, float] = defaultdict(float)
	for m in moved:
		net[m.warehouse] += m.qty
	places = [place for place, quantity in net.items() if round(quantity, 9)]
	is_transfer = len(places) == 2 and not round(sum(net.values()), 6)
	first = moved[0]
	for some in [places] if is_transfer else [[place] for place in places]:
		yield Recorded(
			first.row,
			"" if is_transfer else some[0],
			first.batch or "",
			first.item_code,
			first.uom,
			round(abs(net[some[0]]), 9),
			tuple((place, net[place]) for place in some),
			first.supplier_batch,
		)
