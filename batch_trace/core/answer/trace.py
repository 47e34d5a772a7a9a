"""The trace: builds the answer for the site, its reports, recalls and a ledger file, all in the same way."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from time import perf_counter
from typing import TypeAlias

from batch_trace.core.answer import dispatch, findings, gaps
from batch_trace.core.answer.access import Access, View
from batch_trace.core.answer.answer import Answer, BatchRow, ClearedRow, CustomerRow, LinkRow
from batch_trace.core.answer.clearance import Shipped, by_time, cleared_rows
from batch_trace.core.answer.collector import collector_paused
from batch_trace.core.answer.consignment import consignments
from batch_trace.core.answer.facts import NOTHING, Facts, read_facts
from batch_trace.core.answer.gaps import Gap, Translate
from batch_trace.core.answer.parties import (
	SALE,
	SUPPLY,
	Movement,
	customer_rows,
	own_companies,
	supplier_rows,
)
from batch_trace.core.answer.rows import (
	StatusOf,
	batch_rows,
	fill_status,
	links_of_walks,
	on_hand_rows,
	quantities_consumed,
	quantities_made,
	stock_of,
)
from batch_trace.core.answer.visible import Visible
from batch_trace.core.genealogy.clock import Clock, Header
from batch_trace.core.genealogy.edges import Edges, Unit
from batch_trace.core.genealogy.paths import SIBLINGS, Paths, follow
from batch_trace.core.genealogy.starts import Start, start_of
from batch_trace.core.ledger_file.source import LedgerSource
from batch_trace.core.mixing.shares import Mixing, Shares
from batch_trace.core.terms.errors import StartNotReadable
from batch_trace.core.terms.event_types import COMPANY_TRANSFER
from batch_trace.core.terms.moments import moment
from batch_trace.core.terms.nodes import Node, batch_of, serial_of

GapsOf: TypeAlias = Callable[[Collection[Node], Mapping[Node, int], Unit | None], Iterable[Gap]]
"""Returns further gaps of the nodes of a trace, and of those whose customers are asked for, with their depth."""
DirectOf: TypeAlias = Callable[[Collection[Node]], Iterable[Movement]]
"""Returns the shipments of nodes that never passed through stock, so that the ledger does not have them."""


def trace(
	source: LedgerSource,
	start: Start | Sequence[Node],
	direction: str = "both",
	*,
	as_of: str | date | None = None,
	max_depth: int | None = None,
	ignore_time: bool = False,
	access: Access | None = None,
	status_of: StatusOf | None = None,
	gaps_of: GapsOf | None = None,
	direct_of: DirectOf | None = None,
	translate: Translate = str,
) -> Answer:
	"""Trace the start backward, forward or both. See docs/trace.md for the fields of the answer.

	With `ignore_time` nothing is cleared by time.
	"""
	started_at = perf_counter()
	if as_of is not None:
		source = source.at(moment(as_of))
	resolved_start = start if isinstance(start, Start) else start_of(start)
	with collector_paused():
		clock = Clock(source, ignore_time=ignore_time)
		answer = _Trace(source, clock, resolved_start, direction, max_depth, View(access)).answer(
			status_of, gaps_of, direct_of, translate
		)
	answer["milliseconds"] = round((perf_counter() - started_at) * 1000, 3)
	return answer


class _Trace:
	"""One trace: the paths it walked, the facts it read and the answer built from them."""

	def __init__(
		self,
		source: LedgerSource,
		clock: Clock,
		start: Start,
		direction: str,
		max_depth: int | None,
		view: View,
	) -> None:
		self.source = source
		self.clock = clock
		self.start = start
		self.view = view
		self._refuse_hidden_voucher()
		edges = Edges(source, start.unit)
		self.paths: Paths = follow(edges, clock, start, direction, max_depth)
		self.facts: Facts = read_facts(source, start, self.paths, edges)
		clock.read_events({each.event for each in self.facts.lacking})
		reached = [*self.paths.nodes, *self.paths.cleared] if self.paths.cleared else self.paths.nodes
		self.hidden: set[Node] = view.hidden_nodes(reached) | self._of_hidden_companies(reached)
		if self.hidden.issuperset(start.nodes):
			raise StartNotReadable(start.type, start.name)
		self.visible = Visible(source, start, view, self.hidden)
		places = view.hidden("Warehouse", {place for _, place, _ in self.facts.on_hand})
		self.facts.on_hand[:] = [
			row for row in self.facts.on_hand if row[0] not in self.hidden and row[1] not in places
		]
		self.shares: list[Shares] = []
		self.headers = self._headers()
		self.visible_paths = self.paths if self.view.sees_all("Company") else self.paths.only(self.headers)
		"""The paths without events of companies the caller may not read."""

	def _refuse_hidden_voucher(self) -> None:
		if not self.start.is_voucher or self.view.sees_all("Company"):
			return
		companies = self.source.companies_of_voucher(self.start.type, self.start.name)
		if companies and companies == self.view.hidden("Company", companies):
			raise StartNotReadable(self.start.type, self.start.name)

	def _of_hidden_companies(self, nodes: Collection[Node]) -> set[Node]:
		"""Return the nodes that only took part in vouchers of companies the caller may not read."""
		if self.view.sees_all("Company"):
			return set()
		rows = self.source.companies(nodes)
		hidden = self.view.hidden("Company", {company for _, company in rows})
		return {node for node, _ in rows} - {node for node, company in rows if company not in hidden}

	def answer(
		self,
		status_of: StatusOf | None,
		gaps_of: GapsOf | None,
		direct_of: DirectOf | None,
		translate: Translate,
	) -> Answer:
		"""Build the answer."""
		supplied = self.visible.movements(self.paths.supplied, SUPPLY, "Supplier")
		sold = self.visible.movements(self.paths.sold, SALE, "Customer")
		provided = {(row.node, row.party) for row in supplied if row.party_type == "Customer"}
		shipped = self._shipped(sold, provided)
		exposed = [*shipped.exposed, *self._direct(direct_of)]
		corrections = self.source.corrections({movement.node for movement in supplied})
		answer = Answer(
			start=self._start(),
			direction=self.paths.direction,
			as_of=self.source.as_of and self.source.as_of.replace(" ", "T"),
			batches=self._batches(),
			links=self._links(),
			suppliers=supplier_rows(supplied, corrections),
			customers=[*customer_rows(exposed, own_companies(sold)), *self._consigned(provided)],
			on_hand=on_hand_rows(self.facts),
			cleared=self._cleared(shipped.cleared),
			gaps=[],
			complete=True,
			milliseconds=0.0,
		)
		if status_of is not None:
			fill_status(answer, self.facts, status_of)
		found_gaps = [
			*findings.of_parties([*supplied, *exposed]),
			*self._never_shipped(sold, exposed),
			*findings.of_corrections(corrections),
			*self._corrected(),
			*shipped.gaps,
			*dispatch.fill(answer["customers"], self.source, self.view),
			*self._gaps(gaps_of),
		]
		answer["gaps"] = self.visible.gaps(found_gaps, self.headers, translate)
		answer["complete"] = not any(
			gap["severity"] == gaps.ERROR or gap["code"] == gaps.DEPTH_CUT for gap in answer["gaps"]
		)
		return answer

	def _never_shipped(self, sold: Iterable[Movement], exposed: Iterable[Movement]) -> Iterator[Gap]:
		"""Yield the returns without a shipment to the customer; who may not read all of the trace cannot tell that there was none."""
		if not self.view.hidden_doctypes:
			yield from findings.of_returns([*sold, *exposed], sold)

	def _corrected(self) -> Iterator[Gap]:
		"""Yield the movements of the nodes that were recorded of another batch."""
		nodes = self.paths.nodes
		return findings.of_corrected_movements(self.source.corrected_movements(nodes), nodes)

	def _gaps(self, gaps_of: GapsOf | None) -> Iterator[Gap]:
		"""Yield the gaps of the walk, the shares and the starts, and those that the site knows of."""
		yield from findings.find(self.visible_paths, self.facts, self.clock.headers)
		yield from findings.of_shares(self.shares, self.clock.headers)
		yield from findings.of_starts(self.source, self.start.nodes)
		if gaps_of is not None:
			yield from gaps_of(self.paths.nodes, self._onward(), self.start.unit)

	def _shipped(self, sold: Iterable[Movement], provided: Collection[tuple[Node, str | None]]) -> Shipped:
		"""Return what customers have had, sold or used up in their warehouses, but for what they had provided themselves."""
		used = self.visible.used_at_customers(self.paths.sold)
		rows = [
			*(row for row in sold if row.event_type != COMPANY_TRANSFER),
			*(row for row in used if (row.node, row.party) not in provided),
		]
		return by_time(rows, self.paths)

	def _start(self) -> dict[str, object]:
		nodes = [node for node in self.start.nodes if node not in self.hidden]
		start: dict[str, object] = {
			"type": self.start.type,
			"name": self.start.name,
			"nodes": [{"batch": batch_of(node), "serial_no": serial_of(node)} for node in nodes],
		}
		return start | ({"supplier": self.start.supplier} if self.start.supplier else {})

	def _headers(self) -> dict[int, Header]:
		"""Return the headers of the walked events, except those of companies the caller may not read."""
		events = {edge.event for edge in self.paths.edges} | {each.event for each in self.facts.lacking}
		events.update(event for edge in self.paths.edges if edge.work_order for event, *_ in edge.consumed())
		headers = {event: self.clock.headers[event] for event in events}
		hidden = self.view.hidden("Company", {head.company for head in headers.values()})
		return (
			{event: head for event, head in headers.items() if head.company not in hidden}
			if hidden
			else headers
		)

	def _cleared(self, shipments: Iterable[Movement]) -> list[ClearedRow]:
		headers = self.clock.headers
		events = {why.event for why in self.paths.cleared.values() if why.event is not None}
		hidden = self.view.hidden("Company", {headers[event].company for event in events})
		return cleared_rows(
			self.paths,
			self.facts,
			self.clock,
			shipments,
			lambda node: node not in self.hidden,
			lambda event: headers[event].company not in hidden,
		)

	def _direct(self, direct_of: DirectOf | None) -> list[Movement]:
		"""Return the shipments past the stock that the caller may see; the ledger at another time knows nothing of them."""
		onward = [node for node in self._onward() if node not in self.hidden]
		rows = list(direct_of(onward)) if direct_of is not None and self.source.as_of is None else []
		hidden = self.view.hidden("Company", {row.company for row in rows})
		return self.visible.of_readable_parties(
			[row for row in rows if row.company not in hidden], "Customer"
		)

	def _consigned(self, provided: Collection[tuple[Node, str | None]]) -> list[CustomerRow]:
		"""Return a row for what lies at each customer, except the customer's own material."""
		onward = self._onward()
		held = [row for row in self.facts.on_hand if row[0] in onward]
		return consignments(self.source, held, provided, self.view)

	def _onward(self) -> Mapping[Node, int]:
		"""Return the nodes whose customers are asked for, with their depth."""
		return self.paths.down.depth if self.paths.down else {}

	def _batches(self) -> list[BatchRow]:
		"""Return rows for the starts, their inputs, and what was made from them (or from the same inputs)."""
		start, up, down = dict.fromkeys(self.start.nodes, 0), self.paths.up, self.paths.down
		facts, stock = self.facts, stock_of(self.facts)
		mixing = Mixing(self.clock, self.paths.accounts, facts.made, facts.items)
		seeds = {node: facts.identities.get(node, NOTHING)[1] or "" for node in start}
		full_shares = dict.fromkeys(start, 1.0)
		rows = batch_rows(
			self._shown(start), "start", self.visible.received_or_made(self.facts), full_shares, facts, stock
		)
		if up is not None:
			shares = mixing.backward(up, seeds)
			self.shares.append(shares)
			shown = self._shown(up.depth, start)
			rows += batch_rows(
				shown, "backward", quantities_consumed(self.visible_paths.up or up), shares.of, facts, stock
			)
		if down is not None:
			siblings = self.paths.direction == SIBLINGS and up is not None
			seeds = dict.fromkeys(up.depth, "") if siblings and up else seeds
			shares = mixing.forward(down, seeds)
			self.shares.append(shares)
			shown, row_direction = self._shown(down.depth, seeds), "sibling" if siblings else "forward"
			rows += batch_rows(
				shown,
				row_direction,
				quantities_made(self.visible_paths.down or down),
				shares.of,
				facts,
				stock,
			)
		return rows

	def _shown(self, depth: dict[Node, int], excluded: Collection[Node] = ()) -> dict[Node, int]:
		return {
			node: level for node, level in depth.items() if node not in excluded and node not in self.hidden
		}

	def _links(self) -> list[LinkRow]:
		"""Return the links of both walks."""
		walks = [walk for walk in (self.visible_paths.up, self.visible_paths.down) if walk is not None]
		shown = [self._shown(walk.depth) if self.hidden else walk.depth for walk in walks]
		return links_of_walks(walks, shown, self.facts, self.headers)
