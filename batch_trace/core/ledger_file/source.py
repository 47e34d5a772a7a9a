"""Every query that the engine runs on a ledger, the same for a site's tables and a ledger file.

Each method takes a whole set of nodes, so the number of queries does not grow with the number of nodes.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from batch_trace.core.ledger_file import corrections_sql, sql
from batch_trace.core.terms.corrections import Correction, corrections_of
from batch_trace.core.terms.event_types import MAKING, TRANSFORMATIONS
from batch_trace.core.terms.moments import DEFAULT_TOLERANCE
from batch_trace.core.terms.nodes import SERIAL_MARK, Node, serial_node, serial_of
from batch_trace.core.terms.supplier_batches import as_compared, spelled_like

Row: TypeAlias = tuple[Any, ...]
Rows: TypeAlias = Sequence[Row]
Select: TypeAlias = Callable[[str, Mapping[str, object]], Rows]
"""Runs a query with %(name)s parameters; a tuple is an IN list."""


class Holder(NamedTuple):
	"""The customer who has what is in a warehouse; `is_theirs`: it is on the company's own site, with goods of the customer."""

	customer: str
	is_theirs: bool = False


CustomersOf: TypeAlias = Callable[[], Mapping[str, Holder]]
"""Returns the customers who have what is in warehouses, by warehouse; the company's own warehouses are left out."""

SoldOf: TypeAlias = Callable[[Collection[str]], Collection[str]]
"""Returns those of the items that customers have bought, or have in their warehouses."""

OUT = "Out"
IN = "In"
WASTE = "Waste"


def no_customers() -> Mapping[str, Holder]:
	"""Return no customer: all warehouses are the company's own."""
	return {}


def nothing_sold(items: Collection[str]) -> Collection[str]:
	"""Return no item: it is not known that customers have bought any."""
	return ()


class LedgerSource:
	"""A ledger as it is now, or as it was recorded at a point in time (`as_of`, see `moments.moment`).

	`tolerance` is by how many hours its posting times may be wrong; None means that they say nothing. `customers_of`
	knows the warehouses that are at customers, and is asked once; `sold_of` knows the items that were sold.
	"""

	def __init__(
		self,
		select: Select,
		as_of: str | None = None,
		tolerance: float | None = DEFAULT_TOLERANCE,
		customers_of: CustomersOf = no_customers,
		sold_of: SoldOf = nothing_sold,
	) -> None:
		self._select = select
		self.as_of = as_of
		self.tolerance = tolerance
		self.customers_of = cache(customers_of)
		self.sold_of = sold_of

	def at(self, as_of: str | None) -> "LedgerSource":
		"""Return the same ledger as it was recorded at that time."""
		return LedgerSource(self._select, as_of, self.tolerance, self.customers_of, self.sold_of)

	def within(self, tolerance: float | None) -> "LedgerSource":
		"""Return the same ledger with another tolerance."""
		return LedgerSource(self._select, self.as_of, tolerance, self.customers_of, self.sold_of)

	def entries(self, nodes: Collection[Node], side: str) -> list[Row]:
		"""Return all entries of the transformations that have one of the nodes on the given side (In or Out)."""
		batches, serials = self._run_for_nodes(
			sql.ENTRIES, nodes, side=side, types=tuple(sorted(TRANSFORMATIONS))
		)
		return [*batches, *serials]

	def has_consumption(self) -> bool:
		"""Return whether any inputs were recorded apart from their outputs."""
		return bool(self._run(sql.HAS_CONSUMPTION))

	def work_order_entries(self, events: Collection[int]) -> Rows:
		"""Return the entries of the work orders of these events, where these have separate consumption."""
		return self._run(sql.WORK_ORDER_ENTRIES, events=tuple(events)) if events else ()

	def arrivals(self, nodes: Collection[Node]) -> list[Row]:
		"""Return a row for each node that came in.

		Node, quantity made, first made, first out, whether any In was reversed, last and first event that made it, and
		when it first came in without being made.
		"""
		return self._by_node(sql.ARRIVALS, nodes, making=tuple(sorted(MAKING)))

	def postings(self, nodes: Collection[Node]) -> list[Row]:
		"""Return each In and Out entry.

		Node, event, event of the entry, direction, event type, quantity, posting time and time of recording.
		"""
		return self._by_node(sql.POSTINGS, nodes)

	def flows(self, nodes: Collection[Node]) -> list[Row]:
		"""Return node, direction, event type and quantity, summed."""
		return self._by_node(sql.FLOWS, nodes)

	def serial_flows(self, serial_no: str) -> Rows:
		"""Return batch, warehouse, direction, event type and quantity of one serial number, summed."""
		return self._run(sql.SERIAL_FLOWS, serial_no=serial_no)

	def on_hand(self, nodes: Collection[Node]) -> list[Row]:
		"""Return node, warehouse and quantity in stock."""
		query = sql.ON_HAND if self.as_of is None else sql.ON_HAND_AS_OF
		return self._by_node(query, nodes)

	def movements(self, nodes: Collection[Node], types: Iterable[str]) -> list[Row]:
		"""Return the entries of these types with the party and the voucher of their event."""
		return self._by_node(sql.MOVEMENTS, nodes, types=tuple(types))

	def places(self, nodes: Collection[Node], types: Iterable[str]) -> list[Row]:
		"""Return node, event and warehouse of the entries of these types."""
		return self._by_node(sql.PLACES, nodes, types=tuple(types))

	def left_places(self, nodes: Collection[Node], places: Collection[str]) -> list[Row]:
		"""Return what left, as `movements` does, of events that took the nodes out of these places; with its warehouse."""
		return self._by_node(sql.LEFT_PLACES, nodes, places=tuple(places)) if nodes and places else []

	def brought(self, nodes: Collection[Node], places: Collection[str]) -> list[Row]:
		"""Return node, warehouse and event of what brought the nodes into these warehouses and was not cancelled."""
		return self._by_node(sql.BROUGHT, nodes, places=tuple(places)) if nodes and places else []

	def companies(self, nodes: Collection[Node]) -> list[Row]:
		"""Return node and company, for each company with vouchers that moved the node."""
		return self._by_node(sql.COMPANIES, nodes)

	def events(self, events: Collection[int]) -> Rows:
		"""Return name, posting time, time of recording, voucher type, voucher and company of events."""
		return self._run(sql.EVENTS, events=tuple(events)) if events else ()

	def batches(self, nodes: Collection[Node]) -> Rows:
		"""Return name, batch_id, item, expiry date and disabled flag of the batches among the nodes."""
		names = tuple(node for node in nodes if node[:1] != SERIAL_MARK)
		return self._run(sql.BATCHES, names=names) if names else ()

	def identities(self, nodes: Collection[Node]) -> list[Row]:
		"""Return node, item and batch number as copied to the ledger."""
		return self._by_node(sql.IDENTITIES, nodes)

	def items(self, items: Collection[str]) -> Rows:
		"""Return name, item name, stock UOM, weight per unit, weight UOM, and three flags.

		These are: has batches, has serial numbers, is waste where it has neither.
		"""
		return self._run(sql.ITEMS, items=tuple(items)) if items else ()

	def lacking(self, items: Collection[str]) -> Rows:
		"""Return item, event, posting time and quantity of what left without batch and serial number, per item and event."""
		return self._run(sql.LACKING, items=tuple(items)) if items else ()

	def conversion_factors(self) -> Rows:
		"""Return from UOM, to UOM and factor: 1 from = factor to."""
		return self._run(sql.CONVERSION_FACTORS)

	def batch_named(self, name: str) -> str | None:
		"""Return the batch with this name or batch_id, or with this name in the ledger only; None if it never moved."""
		for query in (sql.BATCH_NAMED, sql.BATCH_WITH_ID, sql.BATCH_IN_LEDGER):
			if rows := self._run(query, name=name):
				batch = str(rows[0][0])
				return batch if self._run(sql.BATCH_IN_LEDGER, name=batch) else None
		return None

	def batches_of_serial(self, serial_no: str) -> list[tuple[str | None, str]]:
		"""Return batch (None for no batch) and recorded serial number of the serial number's movements."""
		rows = self._run(sql.BATCHES_OF_SERIAL, serial_no=serial_no)
		return [(row[0] or None, str(row[1])) for row in rows]

	def batches_of_supplier_batch(self, supplier_batch: str, supplier: str | None) -> list[str]:
		"""Return the batches with a supplier's batch number, right or corrected since, of the given or of any supplier."""
		names = self.spellings(supplier_batch)
		batches = {row[0] for row in self._run(sql.OF_SUPPLIER_BATCH, names=names)}
		batches |= {row[0] for row in self._run(sql.WITH_SUPPLIER_BATCH, names=names)}
		batches |= {row[0] for row in self._run(corrections_sql.CORRECTED_SUPPLIER_BATCH, names=names)}
		batches |= {row[0] for row in self._run(corrections_sql.CORRECTED_FROM_SUPPLIER_BATCH, names=names)}
		if batches and supplier is not None:
			rows = self._run(sql.FROM_SUPPLIER, names=tuple(batches), supplier=supplier)
			batches = {row[0] for row in rows}
		return sorted(batches)

	def spellings(self, supplier_batch: str) -> tuple[str, ...]:
		"""Return a supplier's batch number in all the ways in which it was typed: capitals or not, spaces anywhere."""
		letters = [f"|{letter}" if letter in "|%_" else letter for letter in as_compared(supplier_batch)]
		if not letters:
			return (supplier_batch,)
		like = "".join(f"%{letter}" for letter in letters) + "%"
		written = [
			row[0]
			for begin in sorted({letters[0], letters[0].upper(), " "})
			for row in self._run(sql.BEGINNING_LIKE, begin=f"{begin}%", like=like)
		]
		return spelled_like(supplier_batch, written)

	def corrections(self, nodes: Collection[Node]) -> dict[str, list[Correction]]:
		"""Return the corrections of the supplier's batch numbers of the batches among the nodes."""
		names = tuple(node for node in nodes if node[:1] != SERIAL_MARK)
		return corrections_of(self._run(corrections_sql.CORRECTIONS, names=names)) if names else {}

	def corrected_movements(self, nodes: Collection[Node]) -> Rows:
		"""Return what was recorded of one of the batches and was of another, or the other way round, in order.

		Number, recorded batch, right batch, quantity, company, voucher type, voucher, user, time of the correction, reason, kind of
		party and party of the voucher.
		"""
		if not self._run(corrections_sql.HAS_CORRECTED_MOVEMENTS):
			return ()
		names = tuple(node for node in nodes if node[:1] != SERIAL_MARK)
		return self._run(corrections_sql.CORRECTED_MOVEMENTS, names=names) if names else ()

	def dispatches(self, vouchers: Collection[str]) -> Rows:
		"""Return the records of how shipments were loaded and delivered, in no order.

		Number, kind, voucher type and voucher; vehicle, driver, transporter, transport document, seals, temperature and consignee;
		time of delivery, who received it, temperature on arrival, remarks, and the SHA-256 of the file.
		"""
		return self._run(sql.DISPATCHES, vouchers=tuple(vouchers)) if vouchers else ()

	def supplier_batches(self) -> Rows:
		"""Return some suppliers' batch numbers (at most 200), each with its supplier."""
		return self._run(sql.SUPPLIER_BATCHES)

	def voucher_entries(self, voucher_type: str, voucher_no: str) -> Rows:
		"""Return event, event of the entry, direction, batch and serial number of a voucher or a Work Order."""
		query = sql.OF_WORK_ORDER if voucher_type == "Work Order" else sql.OF_VOUCHER
		return self._run(query, voucher_type=voucher_type, voucher_no=voucher_no)

	def companies_of_voucher(self, voucher_type: str, voucher_no: str) -> set[str]:
		"""Return the companies of the events of a voucher or a Work Order."""
		of_order = voucher_type == "Work Order"
		query = sql.COMPANIES_OF_WORK_ORDER if of_order else sql.COMPANIES_OF_VOUCHER
		return {row[0] for row in self._run(query, voucher_type=voucher_type, voucher_no=voucher_no)}

	def is_empty(self) -> bool:
		"""Return whether the ledger has no entries."""
		return not self._run(sql.ANY_ENTRY)

	def _by_node(self, query: str, nodes: Collection[Node], **parameters: object) -> list[Row]:
		"""Run a query whose first column is the node."""
		batches, serials = self._run_for_nodes(query, nodes, **parameters)
		return [*batches, *((serial_node(row[0]), *row[1:]) for row in serials)]

	def _run_for_nodes(self, query: str, nodes: Collection[Node], **parameters: object) -> tuple[Rows, Rows]:
		"""Run the query for the batches and for the serial numbers, each with one call, if there are any."""
		names = tuple(serial_of(node) for node in nodes if node[:1] == SERIAL_MARK)
		batches = tuple(nodes) if not names else tuple(node for node in nodes if node[:1] != SERIAL_MARK)
		return (
			self._run(sql.for_batches(query), names=batches, **parameters) if batches else (),
			self._run(sql.for_serials(query), names=names, **parameters) if names else (),
		)

	def _run(self, query: str, **parameters: object) -> Rows:
		if self.as_of is not None:
			parameters["as_of"] = self.as_of
		return self._select(sql.limit_to_as_of(query, self.as_of is not None), parameters)
