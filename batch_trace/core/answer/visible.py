"""What the caller may see of a trace: movements, quantities and gaps, without those that name what the caller may not read."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from batch_trace.core.answer.access import View
from batch_trace.core.answer.answer import GapRow
from batch_trace.core.answer.consignment import used_up
from batch_trace.core.answer.facts import Facts
from batch_trace.core.answer.gaps import PERMISSION_CUT, Gap, Translate, gap_row
from batch_trace.core.answer.parties import Movement, read_movements
from batch_trace.core.genealogy.clock import Header
from batch_trace.core.genealogy.starts import Start
from batch_trace.core.ledger_file.source import IN, LedgerSource
from batch_trace.core.terms.event_types import COMPANY_TRANSFER, MAKING
from batch_trace.core.terms.nodes import Node


class Visible:
	"""Reads for a trace what the caller may see; `hidden` are the nodes that the caller may not read."""

	def __init__(self, source: LedgerSource, start: Start, view: View, hidden: set[Node]) -> None:
		self._source = source
		self._start = start
		self._view = view
		self._hidden = hidden

	def movements(self, nodes: Collection[Node], types: Sequence[str], party_type: str) -> list[Movement]:
		"""Read the movements the caller may see; `party_type` is what a party is whose type is not recorded."""
		visible = [node for node in nodes if node not in self._hidden] if self._hidden else nodes
		rows = read_movements(self._source, visible, types, self._start)
		hidden = self._view.hidden("Company", {row.company for row in rows})
		rows = [row for row in rows if row.company not in hidden] if hidden else rows
		hidden_movements = self._in_hidden_places(visible, types)
		rows = (
			[row for row in rows if (row.node, row.of_event) not in hidden_movements]
			if hidden_movements
			else rows
		)
		return self.of_readable_parties(rows, party_type)

	def used_at_customers(self, nodes: Collection[Node]) -> list[Movement]:
		"""Return what customers had in warehouses at them and that was not sold, as far as the caller may see it."""
		rows = used_up(self._source, [node for node in nodes if node not in self._hidden], self._start)
		companies = self._view.hidden("Company", {row.company for row in rows})
		places = self._view.hidden("Warehouse", {row.warehouse for row in rows})
		rows = [row for row in rows if row.company not in companies and row.warehouse not in places]
		return self.of_readable_parties(rows, "Customer")

	def of_readable_parties(self, rows: list[Movement], party_type: str) -> list[Movement]:
		"""Return the movements to and from parties that the caller may read; `party_type` as for `movements`."""
		parties = {(row.party_type or party_type, row.party) for row in rows}
		hidden_parties = {
			(doctype, name)
			for doctype in {doctype for doctype, _ in parties}
			for name in self._view.hidden(doctype, {name for of_type, name in parties if of_type == doctype})
		}
		if not hidden_parties:
			return rows
		return [row for row in rows if (row.party_type or party_type, row.party) not in hidden_parties]

	def _in_hidden_places(self, nodes: Collection[Node], types: Sequence[str]) -> set[tuple[Node, int]]:
		"""Return node and event of movements in or out of warehouses the caller may not read."""
		if not nodes or self._view.sees_all("Warehouse"):
			return set()
		rows = self._source.places(nodes, types)
		hidden = self._view.hidden("Warehouse", {place for _, _, place in rows})
		return {(node, event) for node, event, place in rows if place in hidden}

	def received_or_made(self, facts: Facts) -> dict[Node, float]:
		"""Return the quantity of each start received or made with vouchers the caller may read.

		For who may not read the company that received it, that is what came from there.
		"""
		quantities = facts.made | facts.units
		if self._view.sees_all("Company") or self._start.unit is not None:
			return quantities
		types = sorted({*MAKING, COMPANY_TRANSFER})
		rows = read_movements(self._source, self._start.nodes, types, self._start)
		hidden = self._view.hidden("Company", {row.company for row in rows})
		came = [row for row in rows if row.direction == IN and row.company not in hidden]
		made = {row.node for row in came if row.event_type in MAKING}
		quantities |= dict.fromkeys(self._start.nodes, 0.0)
		for row in came:
			if row.event_type in MAKING or row.node not in made:
				quantities[row.node] += float(row.qty)
		return quantities

	def gaps(
		self, gaps_found: Iterable[Gap], headers: Mapping[int, Header], translate: Translate
	) -> list[GapRow]:
		"""Word the gaps, without those that would name what the caller may not read."""
		rows: dict[tuple[object, ...], GapRow] = {}
		all_gaps = list(gaps_found)
		hidden = self._hidden_names(all_gaps)
		for gap in all_gaps:
			if gap.node in self._hidden or not hidden.isdisjoint(_named(gap)):
				continue
			if gap.event is not None and gap.event not in headers:
				continue
			voucher_type, voucher_no = (
				(headers[gap.event].voucher_type, headers[gap.event].voucher_no)
				if gap.event is not None
				else gap.voucher or (None, None)
			)
			row = gap_row(gap, voucher_type, voucher_no, translate)
			rows[row["code"], row["batch"], voucher_type, voucher_no, row["message"]] = row
		if self._view.hidden_doctypes:
			kinds = ", ".join(translate(doctype) for doctype in sorted(self._view.hidden_doctypes))
			rows[PERMISSION_CUT,] = gap_row(Gap(PERMISSION_CUT, (kinds,)), None, None, translate)
		return list(rows.values())

	def _hidden_names(self, all_gaps: Iterable[Gap]) -> set[tuple[str, str | None]]:
		"""Return doctype and name of what the gaps are about and the caller may not read."""
		named = {each for gap in all_gaps if gap.node not in self._hidden for each in _named(gap)}
		return {
			(doctype, name)
			for doctype in {doctype for doctype, _ in named}
			for name in self._view.hidden(doctype, {name for of_type, name in named if of_type == doctype})
		}


def _named(gap: Gap) -> list[tuple[str, str]]:
	return [*gap.about, *([("Item", gap.item)] if gap.item else [])]
