"""What time clears: batches and shipments that the trace would reach if it ignored time, each with the reason."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from batch_trace.core.answer.answer import ClearedRow
from batch_trace.core.answer.facts import NOTHING, Facts
from batch_trace.core.answer.findings import of_doubt
from batch_trace.core.answer.gaps import Gap
from batch_trace.core.answer.parties import RETURNS, Movement, deliveries
from batch_trace.core.genealogy.clock import Clock, recorded_time
from batch_trace.core.genealogy.paths import SIBLINGS, Paths
from batch_trace.core.genealogy.walk import Cleared, Walk
from batch_trace.core.terms.moments import microseconds
from batch_trace.core.terms.nodes import Node, batch_of, name_of, serial_of


class Shipped(NamedTuple):
	"""The movements to and from customers that can contain something of the start, those that cannot, and gaps."""

	exposed: list[Movement]
	cleared: list[Movement]
	gaps: list[Gap]


def by_time(movements: Iterable[Movement], paths: Paths) -> Shipped:
	"""Divide movements to and from customers; what was returned goes with the shipment it was returned against."""
	walk, rows = paths.down, list(movements)
	if walk is None or not (walk.entered or paths.not_sold):
		return Shipped(rows, [], [])
	shipped = Shipped([], [], [])
	cleared_vouchers: dict[tuple[str, Node], bool] = {}
	for row in sorted(rows, key=lambda row: row.event_type in RETURNS):
		doubt = _doubt(paths, walk, row)
		is_cleared = doubt is None
		if row.event_type not in RETURNS:
			key = (row.voucher_no, row.node)
			cleared_vouchers[key] = is_cleared and cleared_vouchers.get(key, True)
		elif row.against:
			is_cleared = cleared_vouchers.get((row.against, row.node), is_cleared)
		(shipped.cleared if is_cleared else shipped.exposed).append(row)
		if doubt and not is_cleared:
			voucher = f"{row.voucher_type} {row.voucher_no}"
			gap = of_doubt(doubt, row.node, row.posting_datetime, row.recorded_at, voucher)
			shipped.gaps.append(gap._replace(voucher=(row.voucher_type, row.voucher_no)))
	return shipped


def _doubt(paths: Paths, walk: Walk, row: Movement) -> str | None:
	"""Return why a movement can contain something of the start, see `Exposure.doubt`."""
	if row.node not in walk.depth:
		return None
	times = microseconds(row.posting_datetime), recorded_time(row.recorded_at)
	return paths.exposure.doubt(walk, row.node, row.of_event, *times)


def cleared_rows(
	paths: Paths,
	facts: Facts,
	clock: Clock,
	shipments: Iterable[Movement],
	shown: Callable[[Node], bool],
	moments_shown: Callable[[int], bool],
) -> list[ClearedRow]:
	"""Return a row for each cleared batch and each cleared shipment, without names and moments that are not shown."""
	rows = _Rows(paths, facts, clock, shown, moments_shown)
	return [*rows.batches(), *rows.shipments(shipments)]


class _Rows:
	def __init__(
		self,
		paths: Paths,
		facts: Facts,
		clock: Clock,
		shown: Callable[[Node], bool],
		moments_shown: Callable[[int], bool],
	) -> None:
		self._paths = paths
		self._facts = facts
		self._clock = clock
		self._shown = shown
		self._moments_shown = moments_shown
		self._onward = "sibling" if paths.direction == SIBLINGS else "forward"

	def batches(self) -> Iterator[ClearedRow]:
		for walk, direction in ((self._paths.up, "backward"), (self._paths.down, self._onward)):
			for node, why in walk.cleared.items() if walk else ():
				if self._shown(node):
					yield self._row(node, direction, why)

	def shipments(self, movements: Iterable[Movement]) -> Iterator[ClearedRow]:
		walk, not_sold = self._paths.down, self._paths.not_sold
		if walk is None:
			return
		for delivery in deliveries(movements):
			row = delivery.first
			why = not_sold.get(row.node) or Cleared(row.node, walk.entered[row.node])
			yield self._row(row.node, self._onward, why, row.voucher_type, row.voucher_no)

	def _row(
		self,
		node: Node,
		direction: str,
		why: Cleared,
		voucher_type: str | None = None,
		voucher_no: str | None = None,
	) -> ClearedRow:
		made = self._paths.accounts.first_made
		exposed_from = made.get(why.through)
		if why.event is not None:
			is_shown = self._moments_shown(why.event)
			exposed_from = self._clock.headers[why.event].posting if is_shown else None
		return {
			"batch": batch_of(node),
			"serial_no": serial_of(node),
			"item_code": self._facts.identities.get(node, NOTHING)[1],
			"direction": direction,
			"through": name_of(why.through) if self._shown(why.through) else None,
			"made": made.get(node),
			"exposed_from": exposed_from,
			"voucher_type": voucher_type,
			"voucher_no": voucher_no,
		}
