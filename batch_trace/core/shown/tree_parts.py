"""The parts that the tree of a trace is built of: its lines, the branches that links form, and what hangs on a batch."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypedDict

from batch_trace.core.answer.answer import Answer, BatchRow, CustomerRow, LinkRow, OnHandRow, SupplierRow

BATCH, SERIAL_NO, REPEAT, EVENT, HEADING, GAP = "Batch", "Serial No", "Repeat", "Voucher", "Heading", "Gap"
SUPPLIER, CUSTOMER, STOCK = "Supplier", "Customer", "Stock"


class TreeRow(TypedDict, total=False):
	"""One line of the tree; what a kind of row does not have is left out."""

	indent: int
	kind: str
	what: str
	batch: str | None
	serial_no: str | None
	item_code: str | None
	item_name: str | None
	quantity: float
	uom: str | None
	returned: float
	consumed: float
	consumed_uom: str | None
	share: float | None
	depth: int
	status: str | None
	expiry_date: str | None
	on_hand: float
	voucher_type: str | None
	voucher_no: str | None
	posting_datetime: str
	confidence: str
	details: str | None
	party: str | None


BACKWARD, FORWARD, SIBLING, START = "backward", "forward", "sibling", "start"
_DOUBT = ("recorded", "inferred", "asserted")


class Step(NamedTuple):
	"""All links between two batches, as one step of the tree."""

	quantity: float
	uom: str | None
	links: list[LinkRow]

	@property
	def confidence(self) -> str:
		"""How sure the least sure link is."""
		return max((link["confidence"] for link in self.links), key=_DOUBT.index)


class Branch(NamedTuple):
	"""What was found in one direction: the rows, and the steps from each batch to the next ones."""

	rows: dict[str, BatchRow]
	steps: dict[str, dict[str, Step]]


def name_in(row: BatchRow) -> str:
	"""Return the name by which links and parties call the batch or serial number of a row."""
	return row["batch"] or row["serial_no"] or ""


def rows_by_name(answer: Answer, *directions: str) -> dict[str, BatchRow]:
	"""Return the rows of some directions by the batch's or serial number's name."""
	return {name_in(row): row for row in answer["batches"] if row["direction"] in directions}


def branch(answer: Answer, direction: str) -> Branch:
	"""Return the branch of a direction; a backward step leads from what was made to what it was made from."""
	rows = rows_by_name(answer, direction)
	starts = rows_by_name(answer, START)
	uoms = {name_in(row): row["uom"] for row in answer["batches"]}
	near = {**starts, **rows, **(rows_by_name(answer, BACKWARD) if direction == SIBLING else {})}
	far = rows if direction == SIBLING else {**starts, **rows}
	found: dict[str, dict[str, list[LinkRow]]] = {}
	for link in _in_order(answer["links"]):
		parent, child = link["source"], link["target"]
		if direction == BACKWARD:
			parent, child = child, parent
		if parent in near and child in far:
			found.setdefault(parent, {}).setdefault(child, []).append(link)
	steps = {
		parent: {
			child: Step(sum(link["quantity"] for link in links), uoms.get(links[0]["source"]), links)
			for child, links in children.items()
		}
		for parent, children in found.items()
	}
	return Branch(rows, steps)


def _in_order(links: Iterable[LinkRow]) -> list[LinkRow]:
	return sorted(
		links, key=lambda link: (link["posting_datetime"], link["event"], link["target"], link["source"])
	)


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
