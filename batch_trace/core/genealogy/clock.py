"""When events happened: their posting times, the order of those of one moment, and how far a time may be wrong."""

from collections.abc import Collection, Iterable
from sys import intern
from typing import NamedTuple, TypeAlias

from batch_trace.core.genealogy.edges import Edge
from batch_trace.core.ledger_file.source import LedgerSource
from batch_trace.core.terms.moments import microseconds, tolerance_of

Moment: TypeAlias = tuple[str, str, int]
"""Posting time, time of recording, event: events of one posting time are in the order of recording."""

INFINITE = float("inf")


def recorded_time(text: str | None) -> float:
	"""Return a time of recording in microseconds; infinite where it is not known.

	>>> recorded_time("1970-01-01 00:00:01"), recorded_time(None)
	(1000000, inf)
	"""
	return microseconds(text) if text else INFINITE


class Header(NamedTuple):
	"""What an event's voucher says of it."""

	posting: str
	voucher_type: str
	voucher_no: str
	company: str | None
	recorded: str


class Clock:
	"""The moments of the events read so far, with the tolerance of their ledger."""

	def __init__(self, source: LedgerSource, *, ignore_time: bool = False) -> None:
		self._source = source
		hours = None if ignore_time else source.tolerance
		self.ignores_time = hours is None
		self.tolerance = tolerance_of(hours)
		"""In microseconds."""
		self.headers: dict[int, Header] = {}
		self.moments: dict[int, Moment] = {}

	def read(self, edges: Iterable[Edge]) -> None:
		"""Read the moments of the edges and of all events of their Work Orders."""
		self.read_events({event for edge in edges for event in edge.events()})

	def read_events(self, events: Collection[int]) -> None:
		"""Read the moments of events."""
		unread = set(events) - self.headers.keys()
		for event, posting, recorded, voucher_type, voucher_no, company in self._source.events(unread):
			company = company and intern(company)
			self.headers[event] = Header(
				posting, intern(voucher_type or ""), voucher_no, company, recorded or ""
			)
			self.moments[event] = (posting, recorded or "", event)

	def time(self, event: int) -> int:
		"""Return the posting time of an event in microseconds."""
		return microseconds(self.moments[event][0])

	def recorded(self, event: int) -> float:
		"""Return the time of recording of an event in microseconds; infinite where it is not known."""
		return recorded_time(self.moments[event][1])

	def is_late(self, time: float, recorded: float) -> bool:
		"""Return whether something was recorded later than its posting time by more than the tolerance."""
		return time + self.tolerance < recorded < INFINITE

	def in_order(self, edges: Collection[Edge]) -> list[Edge]:
		"""Return the edges in the order of their moments."""
		return sorted(edges, key=lambda edge: self.moments[edge.event])
