"""What hangs on a batch in the tree of a trace: who supplied it, who got it, where it is in stock."""

from collections.abc import Iterable, Mapping

from batch_trace.core.answer import Answer, BatchRow, CustomerRow, OnHandRow, SupplierRow
from batch_trace.core.tree_row import CUSTOMER, STOCK, SUPPLIER, TreeRow


class Leaves:
	"""The leaves of one direction: suppliers up, customers and stock down."""

	def __init__(self, answer: Answer, batches: Mapping[str, BatchRow], *, suppliers: bool) -> None:
		self._batches = batches
		self._leaves: dict[str, list[TreeRow]] = {}
		if suppliers:
			self._add((row["batch"], _supplier(row)) for row in answer["suppliers"])
		else:
			self._add((row["batch"], _customer(row)) for row in answer["customers"])
			self._add((row["batch"], _stock(row)) for row in answer["on_hand"])

	def of(self, name: str) -> list[TreeRow]:
		"""Return the leaves of a batch."""
		return self._leaves.get(name, [])

	def _add(self, leaves: Iterable[tuple[str, TreeRow]]) -> None:
		for name, leaf in leaves:
			if name in self._batches:
				self._leaves.setdefault(name, []).append(_owner(self._batches[name]) | leaf)


def _owner(row: BatchRow) -> TreeRow:
	"""Say what the leaf is about, so that it can stand for itself in a spreadsheet."""
	return TreeRow(
		batch=row["batch"],
		serial_no=row["serial_no"],
		item_code=row["item_code"],
		item_name=row["item_name"],
		uom=row["uom"],
	)


def _supplier(row: SupplierRow) -> TreeRow:
	return TreeRow(
		kind=SUPPLIER,
		what=row["supplier"] or "?",
		party=row["supplier"],
		details=row["supplier_batch"],
		**_delivery(row),
	)


def _customer(row: CustomerRow) -> TreeRow:
	details = " · ".join(" ".join(text.split()) for text in (row["address"], row["vehicle_no"]) if text)
	return TreeRow(
		kind=CUSTOMER,
		what=row["customer"] or "?",
		party=row["customer"],
		details=details or None,
		**_delivery(row),
	)


def _delivery(row: SupplierRow | CustomerRow) -> TreeRow:
	return TreeRow(
		quantity=row["quantity"],
		returned=row["returned"],
		voucher_type=row["voucher_type"],
		voucher_no=row["voucher_no"],
		posting_datetime=row["posting_datetime"],
	)


def _stock(row: OnHandRow) -> TreeRow:
	return TreeRow(kind=STOCK, what=row["warehouse"], quantity=row["quantity"], status=row["status"])
