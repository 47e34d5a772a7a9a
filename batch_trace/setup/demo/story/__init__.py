"""The twelve weeks: the ordinary week, and the unusual events of each."""

from collections.abc import Iterator

from batch_trace.setup.demo.calendar import WEEKS
from batch_trace.setup.demo.story.buying import BUYING, STERILISING
from batch_trace.setup.demo.story.making import MAKING
from batch_trace.setup.demo.story.selling import EQUIPMENT, SELLING
from batch_trace.setup.demo.story.stores import LABORATORY, STORES
from batch_trace.setup.demo.week import ORDINARY_WEEK, Event

EXTRAORDINARY = (*BUYING, *STERILISING, *MAKING, *SELLING, *STORES, *LABORATORY, *EQUIPMENT)


def weeks() -> Iterator[tuple[int, list[Event]]]:
	"""Yield each week with its events in time order."""
	for number in range(1, WEEKS + 1):
		events = [event for event in (*ORDINARY_WEEK, *EXTRAORDINARY) if number in event.weeks]
		yield number, sorted(events, key=lambda event: (event.weekday, event.clock))
