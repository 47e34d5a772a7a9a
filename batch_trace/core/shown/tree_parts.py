"""The parts of a trace's tree: its rows, the branches made of links, and the leaves of a batch."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypedDict

from batch_trace.core.answer.answer import Answer, BatchRow, CustomerRow, LinkRow, OnHandRow, SupplierRow
from batch_trace.core.answer.gaps import Translate
from batch_trace.core.shown.dispatch_words import words

BATCH, SERIAL_NO, REPEAT, EVENT, HEADING, GAP = "Batch", "Serial No", "Repeat", "Voucher", "Heading", "Gap"
CLEARED = "Cleared"
SUPPLIER, CUSTOMER, STOCK = "Supplier", "Customer", "Stock"
OWN_COMPANY, AT_CUSTOMER = "Own company: {0}", "In stock in {0}"


class TreeRow(TypedDict, total=False):
	"""A row of the tree; fields that a kind of row does not have are omitted."""

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
	party_type: str | None


BACKWARD, FORWARD, SIBLING, START = "backward", "forward", "sibling", "start"
_BY_CONFIDENCE = ("recorded", "inferred", "asserted")


class Step(NamedTuple):
	"""All links between two batches as one step of the tree."""

	quantity: float
	uom: str | None
	links: list[LinkRow]

	@property
	def confidence(self) -> str:
		"""The lowest confidence of the links."""
		return max((link["confidence"] for link in self.links), key=_BY_CONFIDENCE.index)


class Branch(NamedTuple):
	"""One direction of a tree: its rows, and the steps from each batch to the next."""

	rows: dict[str, BatchRow]
	steps: dict[str, dict[str, Step]]


def name_in(row: BatchRow) -> str:
	"""Return the name of a row's batch or serial number, as used in links and party rows."""
	return row["batch"] or row["serial_no"] or ""


def rows_by_name(answer: Answer, *directions: str) -> dict[str, BatchRow]:
	"""Return the rows of these directions by name of the batch or serial number."""
	return {name_in(row): row for row in answer["batches"] if row["direction"] in directions}


def branch_of(answer: Answer, direction: str) -> Branch:
	"""Return the branch of a direction; a backward step leads from an output to its input."""
	rows = rows_by_name(answer, direction)
	starts = rows_by_name(answer, START)
	uoms = {name_in(row): row["uom"] for row in answer["batches"]}
	possible_parents = {**starts, **rows, **(rows_by_name(answer, BACKWARD) if direction == SIBLING else {})}
	possible_children = rows if direction == SIBLING else {**starts, **rows}
	links_between: dict[str, dict[str, list[LinkRow]]] = {}
	for link in _in_order(answer["links"]):
		parent, child = link["source"], link["target"]
		if direction == BACKWARD:
			parent, child = child, parent
		if parent in possible_parents and child in possible_children:
			links_between.setdefault(parent, {}).setdefault(child, []).append(link)
	steps = {
		parent: {
			child: Step(sum(link["quantity"] for link in links), uoms.get(links[0]["source"]), links)
			for child, links in children.items()
		}
		for parent, children in links_between.items()
	}
	return Branch(rows, steps)


def _in_order(links: Iterable[LinkRow]) -> list[LinkRow]:
	return sorted(
		links, key=lambda link: (link["posting_datetime"], link["event"], link["target"], link["source"])
	)


class Leaves:
	"""The leaves of a direction: suppliers backward, customers and stock forward."""

	def __init__(
		self, answer: Answer, batches: Mapping[str, BatchRow], translate: Translate, *, suppliers: bool
	) -> None:
		self._batches = batches
		self._leaves: dict[str, list[TreeRow]] = {}
		if suppliers:
			self._add((row["batch"], _supplier(row)) for row in answer["suppliers"])
		else:
			self._add((row["batch"], _customer(row, translate)) for row in answer["customers"])
			self._add((row["batch"], _stock(row)) for row in answer["on_hand"])

	def of(self, name: str) -> list[TreeRow]:
		"""Return the leaves of a batch."""
		return self._leaves.get(name, [])

	def _add(self, leaves: Iterable[tuple[str, TreeRow]]) -> None:
		for name, leaf in leaves:
			if name in self._batches:
				self._leaves.setdefault(name, []).append(_owner(self._batches[name]) | leaf)


def _owner(row: BatchRow) -> TreeRow:
	"""Return the batch and item of a leaf, so that its row is complete in a spreadsheet."""
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
		party_type=row["party_type"],
		details=_supplier_batch(row),
		**_delivery(row),
	)


def _supplier_batch(row: SupplierRow) -> str | None:
	"""Return the supplier's batch number, and in brackets the one that the voucher recorded if it was corrected."""
	recorded = row.get("corrected_from")
	return f"{row['supplier_batch'] or '–'} ({recorded})" if recorded else row["supplier_batch"]


def _customer(row: CustomerRow, translate: Translate) -> TreeRow:
	"""Return the leaf of a customer; an answer that was stored by an older version does not know own companies."""
	company = row.get("own_company")
	own = translate(OWN_COMPANY).format(company) if company else None
	place = row.get("warehouse")
	at = translate(AT_CUSTOMER).format(place) if place else None
	told = (own, at, row["address"], row["vehicle_no"], *words(row, translate))
	details = " · ".join(" ".join(text.split()) for text in told if text)
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
