"""Which shares depend on a mixture with unknown fractions.

The share of A in T is in doubt if a path from T back to A, up to its first arrival at A, uses an arc without a known
rate. Both directions of a trace use this definition, so that they agree.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from batch_trace.core.mixing.chain import Chain
from batch_trace.core.mixing.components import in_order

Mark: TypeAlias = tuple[int, bool]
"""A state, and whether an unknown arc was passed on the way to it."""
Arcs: TypeAlias = Mapping[int, Collection[Mark]]
"""Targets by state; those without a known rate are marked."""


def content_in_doubt(chain: Chain, ends: Collection[int]) -> tuple[set[int], set[int]]:
	"""Return the states whose content from the ends is in doubt, and the states with unknown rates that cause it."""
	back: dict[int, list[Mark]] = defaultdict(list)
	for state, marks in _arcs(chain).items():
		for target, unknown in marks:
			back[target].append((state, unknown))
	reached = _spread(back, [(state, False) for state in ends])
	doubtful = {state for state, doubt in reached if doubt}
	return doubtful, {state for state in chain.unknown if state in doubtful}


def origin_in_doubt(chain: Chain, starts: Collection[int]) -> tuple[set[int], set[int]]:
	"""Return the states whose share in the starts is in doubt, and the states with unknown rates that cause it."""
	arcs = _arcs(chain)
	reached = _spread(arcs, [(state, False) for state in starts])
	sure = {state for state, doubt in reached if not doubt}
	doubtful = {state for state, doubt in reached if doubt}
	_, components = in_order([[target for target, _ in arcs[state]] for state in range(len(chain.arcs))])
	for component in components:
		if len(component) > 1 and not sure.isdisjoint(component):
			doubtful -= _sure_in_loop(set(component), arcs, reached, starts)
	return doubtful, {
		state for state in chain.unknown if (state, False) in reached or (state, True) in reached
	}


def _sure_in_loop(loop: set[int], arcs: Arcs, reached: set[Mark], starts: Iterable[int]) -> set[int]:
	"""Return the states of a loop that are never in doubt when first reached."""
	entries = {(state, False) for state in starts if state in loop}
	for state, doubt in reached:
		if state not in loop:
			entries.update((target, doubt or unknown) for target, unknown in arcs[state] if target in loop)
	inside = {state: [mark for mark in arcs[state] if mark[0] in loop] for state in loop}
	return {state for state in loop if (state, True) not in _spread(inside, entries, stop=state)}


def _arcs(chain: Chain) -> dict[int, list[Mark]]:
	arcs = {state: [(target, False) for target in targets] for state, targets in enumerate(chain.arcs)}
	for state, targets in chain.unknown.items():
		arcs[state].extend((target, True) for target in targets)
	return arcs


def _spread(arcs: Arcs, marks: Iterable[Mark], stop: int | None = None) -> set[Mark]:
	"""Follow the arcs from all marks, but not beyond `stop`."""
	reached = set(marks)
	queue = list(reached)
	for state, doubt in queue:
		if state == stop:
			continue
		for target, unknown in arcs.get(state, ()):
			mark = (target, doubt or unknown)
			if mark not in reached:
				reached.add(mark)
				queue.append(mark)
	return reached
