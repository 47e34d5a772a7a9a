"""What is to be corrected: which batch a row of a voucher really moved, held against what is recorded of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import frappe
from frappe import _
from frappe.utils import escape_html

from batch_trace.control.corrections import recorded
from batch_trace.control.corrections.recorded import Key, Recorded
from batch_trace.core.terms.quantities import quantity_text
from batch_trace.ledger.difference import VoucherFacts

TOLERANCE = 1e-6
Voucher = tuple[str, str]


class NotCorrected(frappe.ValidationError):
	"""Batches of vouchers cannot be corrected as asked; nothing was saved."""


class Line(NamedTuple):
	"""`quantity` (stock UOM) of a batch in a row of a voucher was of another batch; `warehouse` as in `Recorded`."""

	voucher_type: str
	voucher_no: str
	row: str
	warehouse: str
	batch: str
	right_batch: str
	quantity: float

	@property
	def voucher(self) -> Voucher:
		"""Doctype and name of the voucher."""
		return self.voucher_type, self.voucher_no

	@property
	def key(self) -> Key:
		"""What it names of the voucher."""
		return self.row, self.warehouse, self.batch


class Corrected(NamedTuple):
	"""A line with what was recorded for it."""

	line: Line
	recorded: Recorded

	@property
	def comes_into(self) -> list[str]:
		"""The warehouses that the goods came into."""
		return [place for place, quantity in self.recorded.moved if quantity > 0]

	@property
	def words(self) -> str:
		"""What was corrected, as a sentence of the evidence."""
		return _("{0} {1}: {2} of batch {3} were batch {4}").format(
			_(self.line.voucher_type),
			self.line.voucher_no,
			f"{quantity_text(self.line.quantity)} {self.recorded.uom}".strip(),
			self.line.batch,
			self.line.right_batch,
		)


def check_batches(line: Line, items: Mapping[str, str]) -> None:
	"""Refuse batches that cannot be one for the other; `items` has the item of each batch that there is."""
	for batch in (line.batch, line.right_batch):
		if batch not in items:
			frappe.throw(_("There is no batch {0}.").format(frappe.bold(escape_html(batch))), NotCorrected)
	if line.batch == line.right_batch:
		frappe.throw(
			_("Batch {0} is named as the right batch for itself. Name another one.").format(
				frappe.bold(line.batch)
			),
			NotCorrected,
		)
	if items[line.batch] != items[line.right_batch]:
		frappe.throw(
			_(
				"Batch {0} is of item {1}, batch {2} of item {3}: only the batch can be corrected, not the item. Cancel the voucher and "
				"amend it."
			).format(
				frappe.bold(line.batch),
				frappe.bold(items[line.batch]),
				frappe.bold(line.right_batch),
				frappe.bold(items[line.right_batch]),
			),
			NotCorrected,
		)
	if frappe.get_cached_value("Item", items[line.batch], "has_serial_no"):
		frappe.throw(
			_(
				"Item {0} has serial numbers, which say themselves what moved: the batch of {1} cannot be corrected. Cancel the voucher and "
				"amend it with the right serial numbers."
			).format(frappe.bold(items[line.batch]), frappe.bold(line.batch)),
			NotCorrected,
		)


def with_recorded(lines: Iterable[Line], vouchers: Mapping[Voucher, VoucherFacts]) -> list[Corrected]:
	"""Return the lines with what is recorded for them; no more can be corrected than moved."""
	known = {
		(voucher, each.key): each for voucher, facts in vouchers.items() for each in recorded.movements(facts)
	}
	left = {key: each.quantity for key, each in known.items()}
	corrected = []
	for line in lines:
		there = left.get((line.voucher, line.key), 0.0)
		if not TOLERANCE < line.quantity <= there + TOLERANCE:
			frappe.throw(
				_(
					"{0} {1} is recorded to have moved {2} of batch {3} in this row, not {4}. Enter a quantity above zero and not above that."
				).format(
					_(line.voucher_type),
					frappe.bold(line.voucher_no),
					quantity_text(there),
					frappe.bold(line.batch),
					quantity_text(line.quantity),
				),
				NotCorrected,
			)
		left[line.voucher, line.key] = there - line.quantity
		corrected.append(Corrected(line, known[line.voucher, line.key]))
	return corrected
