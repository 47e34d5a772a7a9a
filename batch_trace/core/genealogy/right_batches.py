"""Movements with the batches that people found to be right, in place of those that the vouchers name."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from batch_trace.core.terms.movements import QUANTITY_DIGITS, Movement


class RightBatch(NamedTuple):
	"""`qty` (stock UOM, positive) of a batch in a row of a voucher was of another one.

	`warehouse` is "" for a row that moves from one warehouse to another: it was the other batch in both. `supplier_batch` is
	the supplier's number of the right batch, "" if that has none; of a batch that the row names itself, the row's counts.
	"""

	row: str
	warehouse: str
	batch: str
	right_batch: str
	qty: float
	supplier_batch: str = ""


def with_right_batches(movements: Iterable[Movement], corrections: Sequence[RightBatch]) -> list[Movement]:
	"""Return the movements as they really were; the corrections are in the order in which they were made.

	>>> sent = [Movement("a", "FLOUR", "Stores", "F1", None, -5.0, "Kg")]
	>>> [(m.batch, m.qty) for m in with_right_batches(sent, [RightBatch("a", "Stores", "F1", "F2", 2)])]
	[('F1', -3.0), ('F2', -2.0)]
	>>> back = [RightBatch("a", "Stores", "F1", "F2", 5), RightBatch("a", "Stores", "F2", "F1", 5)]
	>>> with_right_batches(sent, back) == sent
	True
	"""
	rows = list(movements)
	named = {(m.row, m.batch): m.supplier_batch for m in rows}
	for correction in corrections:
		number = named.get((correction.row, correction.right_batch), correction.supplier_batch)
		rows = _corrected(rows, correction._replace(supplier_batch=number))
	return rows


def _corrected(movements: Sequence[Movement], correction: RightBatch) -> list[Movement]:
	"""Return the movements after one correction, which takes its quantity from each warehouse and direction of the row."""
	kept: list[Movement] = []
	moved: dict[tuple[str, bool], Movement] = {}
	for m in movements:
		place = (m.warehouse, m.qty > 0)
		done = abs(moved[place].qty) if place in moved else 0.0
		taken = min(abs(m.qty), correction.qty - done) if _concerns(correction, m) else 0.0
		if taken <= 0:
			kept.append(m)
			continue
		sign = 1 if m.qty > 0 else -1
		if rest := round(abs(m.qty) - taken, QUANTITY_DIGITS):
			kept.append(m._replace(qty=sign * rest))
		right = m._replace(batch=correction.right_batch, supplier_batch=correction.supplier_batch)
		moved[place] = right._replace(qty=sign * round(done + taken, QUANTITY_DIGITS))
	return _joined(kept, moved.values())


def _concerns(correction: RightBatch, m: Movement) -> bool:
	return (
		m.row == correction.row
		and m.batch == correction.batch
		and not m.serial_no
		and correction.warehouse in ("", m.warehouse)
	)


def _joined(movements: Sequence[Movement], added: Iterable[Movement]) -> list[Movement]:
	"""Add what is right to what was recorded of the same batch in the same row, warehouse and direction."""
	joined = list(movements)
	for new in added:
		for place, m in enumerate(joined):
			if m[:5] == new[:5] and (m.qty > 0) == (new.qty > 0):
				joined[place] = m._replace(qty=round(m.qty + new.qty, QUANTITY_DIGITS))
				break
		else:
			joined.append(new)
	return joined
