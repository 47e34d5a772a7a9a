"""Loops of a mixing chain (rework), solved by eliminating one state after the other.

Of the content of state s, the fraction `rates[s][t]` came from state t of the loop and `leaks[s]` from outside.
Eliminating a state passes its leak and its arcs on to the states with arcs to it. No step subtracts (Grassmann, Taksar
and Heyman), so the result stays exact however often stock is reworked.
"""

from collections.abc import Mapping
from heapq import heapify, heappop, heappush

CLOSED = 1e-12
"""A loop whose leaks are all smaller than this has no outside."""


class Loop:
	"""A loop, factorised once and then solved as often as needed.

	In the example, half of state 0 came from state 1, the rest from outside; all of state 1 came from state 0.

	>>> loop = Loop({0: {1: 0.5}, 1: {0: 1.0}}, {0: 0.5, 1: 0.0})
	>>> loop.values({0: 0.5, 1: 0.0})
	{0: 1.0, 1: 1.0}
	>>> loop.visits({0: 1.0, 1: 0.0})
	{0: 2.0, 1: 1.0}
	>>> loop.returns()
	{0: 2.0, 1: 2.0}
	>>> Loop({0: {1: 1.0}, 1: {0: 1.0}}, {0: 0.0, 1: 0.0}).closed
	True
	"""

	def __init__(self, rates: Mapping[int, Mapping[int, float]], leaks: Mapping[int, float]) -> None:
		self.closed = all(leak < CLOSED for leak in leaks.values())
		self._steps: list[tuple[int, float, dict[int, float], dict[int, float]]] = []
		if not self.closed:
			self._eliminate({s: dict(row) for s, row in rates.items()}, dict(leaks))

	def _eliminate(self, down: dict[int, dict[int, float]], leak: dict[int, float]) -> None:
		"""Eliminate one state after the other, those with few arcs first."""
		up: dict[int, dict[int, float]] = {s: {} for s in down}
		for s, row in down.items():
			for t, rate in row.items():
				up[t][s] = rate
		queue = [(len(down[s]) * len(up[s]), s) for s in down]
		heapify(queue)
		while queue:
			_, s = heappop(queue)
			if s in down:
				for t in self._take_out(s, down, up, leak):
					heappush(queue, (len(down[t]) * len(up[t]), t))

	def _take_out(
		self,
		s: int,
		down: dict[int, dict[int, float]],
		up: dict[int, dict[int, float]],
		leak: dict[int, float],
	) -> set[int]:
		"""Pass the arcs of a state on to the states with arcs to it; return the states whose arcs changed."""
		after, before = down.pop(s), up.pop(s)
		after.pop(s, None)
		before.pop(s, None)
		pivot = leak[s] + sum(after.values())
		for t in after:
			del up[t][s]
		for p, rate in before.items():
			row = down[p]
			del row[s]
			leak[p] += rate * leak[s] / pivot
			for t, onward in after.items():
				row[t] = up[t][p] = row.get(t, 0.0) + rate * onward / pivot
		self._steps.append((s, pivot, before, after))
		return {*before, *after}

	def values(self, outside: Mapping[int, float]) -> dict[int, float]:
		"""Return x with x[s] = outside[s] + Σ rates[s][t] · x[t]: the content of the states."""
		x = dict(outside)
		for s, pivot, before, _ in self._steps:
			for p, rate in before.items():
				x[p] += rate * x[s] / pivot
		for s, pivot, _, after in reversed(self._steps):
			x[s] = (x[s] + sum(rate * x[t] for t, rate in after.items())) / pivot
		return x

	def visits(self, entering: Mapping[int, float]) -> dict[int, float]:
		"""Return g with g[t] = entering[t] + Σ rates[s][t] · g[s]: how often each state is visited."""
		g = dict(entering)
		for s, pivot, _, after in self._steps:
			for t, rate in after.items():
				g[t] += g[s] * rate / pivot
		for s, pivot, before, _ in reversed(self._steps):
			g[s] = (g[s] + sum(rate * g[p] for p, rate in before.items())) / pivot
		return g

	def returns(self) -> dict[int, float]:
		"""Return how often each state is visited on paths that begin at it: the diagonal of the inverse.

		Only entries of the inverse at non-zero places of the factors are needed (Takahashi).
		"""
		inverse: dict[tuple[int, int], float] = {}
		for s, pivot, before, after in reversed(self._steps):
			for t in after:
				inverse[t, s] = sum(inverse[t, p] * rate for p, rate in before.items()) / pivot
			for p in before:
				inverse[s, p] = sum(inverse[t, p] * rate for t, rate in after.items()) / pivot
			inverse[s, s] = (1.0 + sum(inverse[t, s] * rate for t, rate in after.items())) / pivot
		return {s: inverse[s, s] for s, *_ in self._steps}
