"""The accounts of batches: what was in a batch at the moment of each movement.

Most batches are made by a single event and used afterwards; they need no account. Those that were topped up, or that
moved before they were made, do: their movements are read and added up in the order of time.
"""

from collections.abc import Collection, Iterable
from sys import intern
from typing import NamedTuple

from batch_trace.core.genealogy.clock import INFINITE, Moment, recorded_time
from batch_trace.core.ledger_file.source import OUT, LedgerSource, Row
from batch_trace.core.terms.event_types import MAKING
from batch_trace.core.terms.moments import microseconds, tolerance_of
from batch_trace.core.terms.nodes import Node
from batch_trace.core.terms.quantities import NOISE, tidy


class Filling(NamedTuple):
	"""An event that added to a batch; the content is then `kept` · the old one + `added` · that of the event."""

	moment: Moment
	kept: float
	added: float


class Accounts:
	"""What arrived of each node, and the accounts of those that need one."""

	def __init__(self) -> None:
		self.made: dict[Node, float] = {}
		"""The quantity received or made."""
		self.first_made: dict[Node, str] = {}
		self.fillings: dict[Node, list[Filling]] = {}
		"""What was added to the nodes that have an account, in the order of time."""
		self.first_drawn: dict[Node, str] = {}
		"""When something was first drawn in order from a node that has an account."""
		self.last_made: dict[Node, str] = {}
		"""When a node that has an account was last received or made."""
		self.overdrawn: set[tuple[int, Node]] = set()
		"""Events that drew more of a node than was there at their moment."""
		self.left_early: dict[Node, tuple[str, str]] = {}
		"""When nodes first left, where that was before they were first received or made, and when that was."""

	def read(self, source: LedgerSource, nodes: Collection[Node]) -> None:
		"""Read what arrived of the nodes, and keep the accounts of those that need one."""
		needed: list[Node] = []
		for node, made, first_made, *signs in source.arrivals(nodes):
			node = intern(node)
			self.made[node] = float(made)
			if first_made:
				self.first_made[node] = first_made
				if _needs_account(first_made, *signs):
					needed.append(node)
		rows_of: dict[Node, list[Row]] = {}
		rows = source.postings(needed) if needed else []
		reverted = {of_event for _, of_event, event, *_ in rows if event != of_event}
		for row in rows:
			if row[1] not in reverted:
				rows_of.setdefault(row[0], []).append(row)
		for node, movements in rows_of.items():
			self._note_times(node, movements)
			self._add_up(node, movements, tolerance_of(source.tolerance))

	def _note_times(self, node: Node, rows: Iterable[Row]) -> None:
		left, came = "", ""
		for _, _, _, direction, event_type, _, posting, _ in rows:
			if direction == OUT:
				left = min(left or posting, posting)
			elif event_type in MAKING:
				came = min(came or posting, posting)
		self.first_made.pop(node)
		if came:
			self.first_made[node] = came
		if self.made[node] > NOISE and left and left < came:
			self.left_early[node] = (left, came)

	def _add_up(self, node: Node, rows: Iterable[Row], tolerance: float) -> None:
		"""Add up the movements: of each event first what it drew, then what it added.

		What was recorded late, and later than a drawing by more than the tolerance, was not there for that drawing to anybody's
		knowledge: it does not put the drawing in order.
		"""
		fillings = self.fillings[node] = []
		content = balance = 0.0
		late: list[tuple[float, float]] = []
		for moment, (drawn, made, returned) in sorted(_by_event(rows).items()):
			recorded = recorded_time(moment[1])
			if drawn is not None:
				unknown = sum(added for at, added in late if at > recorded + tolerance)
				if drawn > balance - unknown + NOISE:
					self.overdrawn.add((moment[2], node))
				else:
					self.first_drawn.setdefault(node, moment[0])
				content = max(0.0, tidy(content - drawn))
				balance = tidy(balance - drawn)
			if made is not None:
				self.last_made[node] = moment[0]
			if made:
				total = content + made
				fillings.append(Filling(moment, content / total, made / total))
			if microseconds(moment[0]) + tolerance < recorded < INFINITE:
				late.append((recorded, (made or 0.0) + returned))
			content = tidy(content + (made or 0.0) + returned)
			balance = tidy(balance + (made or 0.0) + returned)


def _needs_account(
	first_made: str,
	first_out: str | None,
	was_reversed: int,
	last_maker: int,
	first_maker: int,
	first_returned: str | None,
) -> bool:
	"""Return whether a node was made by several events, or moved before it was made; after a reversal, that must be read."""
	is_early = (first_out and first_out < first_made) or (first_returned and first_returned <= first_made)
	return bool(first_maker != last_maker or is_early or was_reversed)


def _by_event(rows: Iterable[Row]) -> dict[Moment, tuple[float | None, float | None, float]]:
	"""Return what each event drew, made or received (None for nothing), and returned."""
	events: dict[Moment, tuple[float | None, float | None, float]] = {}
	for _, of_event, _, direction, event_type, qty, posting, recorded in rows:
		moment = (posting, recorded or "", of_event)
		drawn, made, returned = events.get(moment, (None, None, 0.0))
		if direction == OUT:
			drawn = (drawn or 0.0) - float(qty)
		elif event_type in MAKING:
			made = (made or 0.0) + float(qty)
		else:
			returned += float(qty)
		events[moment] = (drawn, made, returned)
	return events
