"""Shares by one sweep over a mixing chain, forward (`content`) or backward (`origin`).

The share of A in T is the probability that a grain of T passed through A: 1 for A itself. A counts once, even if a loop
leads through it several times.
"""

from collections.abc import Iterable, Mapping

from batch_trace.core.mixing.chain import Chain
from batch_trace.core.mixing.loops import CLOSED, Loop
from batch_trace.core.terms.nodes import Node


def content(chain: Chain, ends: Iterable[Node]) -> list[float]:
	"""Return the share of each state that came from the ends of the chain, by one sweep forward from them."""
	x = [0.0] * len(chain.arcs)
	for node in ends:
		x[chain.states[node]] = 1.0
	before, rest = chain.order
	for component in reversed(rest):
		if len(component) > 1:
			_mix_loop(chain, component, x)
		else:
			_mix(chain, component, x)
	_mix(chain, reversed(before), x)
	return x


def _mix(chain: Chain, states: Iterable[int], x: list[float]) -> None:
	"""Calculate, one after the other, states outside loops whose sources are all calculated."""
	arcs, rates = chain.arcs, chain.rates
	for state in states:
		sources = arcs[state]
		if len(sources) == 1:
			x[state] = x[sources[0]] * rates[state][0]
		elif sources:
			x[state] = sum([x[s] * rate for s, rate in zip(sources, rates[state], strict=True)])


def origin(chain: Chain, weights: Mapping[Node, float]) -> list[float]:
	"""Return the share of the weighted nodes that came from each state, by one sweep backward from them.

	The sweep counts how often each state is visited. Outside loops that is the share; in a loop, it is divided by the
	number of visits on paths that begin at the state.
	"""
	visits = [0.0] * len(chain.arcs)
	for node, weight in weights.items():
		visits[chain.states[node]] = weight
	share = [0.0] * len(visits)
	before, rest = chain.order
	_pass_on(chain, before, visits, share)
	for component in rest:
		if len(component) > 1:
			_pass_loop(chain, component, visits, share)
		else:
			_pass_on(chain, component, visits, share)
	return share


def _pass_on(chain: Chain, states: Iterable[int], visits: list[float], share: list[float]) -> None:
	"""Add the visits of states outside loops to their sources."""
	arcs, rates = chain.arcs, chain.rates
	for state in states:
		seen = share[state] = visits[state]
		for target, rate in zip(arcs[state], rates[state], strict=True):
			visits[target] += seen * rate


def _mix_loop(chain: Chain, component: list[int], x: list[float]) -> None:
	"""Solve the content of the states of a loop; all sources outside it are calculated."""
	loop, exits = _loop(chain, component)
	outside = dict.fromkeys(component, 0.0)
	for state, target, rate in exits:
		outside[state] += x[target] * rate
	if not loop.closed:
		for state, value in loop.values(outside).items():
			x[state] = value


def _pass_loop(chain: Chain, component: list[int], visits: list[float], share: list[float]) -> None:
	"""Solve how often the states of a loop are visited, and add the visits to the sources outside it."""
	loop, exits = _loop(chain, component)
	entering = {state: visits[state] for state in component}
	if loop.closed:
		for state in component:
			share[state] = sum(entering.values())
		return
	returns = loop.returns()
	for state, seen in loop.visits(entering).items():
		visits[state] = seen
		share[state] = seen / returns[state]
	for state, target, rate in exits:
		visits[target] += visits[state] * rate


def _loop(chain: Chain, component: list[int]) -> tuple[Loop, list[tuple[int, int, float]]]:
	"""Return the loop of a component, and its arcs to the outside: state, target, rate."""
	rates: dict[int, dict[int, float]] = {state: {} for state in component}
	leaks: dict[int, float] = {}
	exits: list[tuple[int, int, float]] = []
	for state, row in rates.items():
		missing = 1.0 - sum(chain.rates[state])
		leaks[state] = missing if missing > CLOSED else 0.0
		for target, rate in zip(chain.arcs[state], chain.rates[state], strict=True):
			if target in rates:
				row[target] = row.get(target, 0.0) + rate
			else:
				leaks[state] += rate
				exits.append((state, target, rate))
	return Loop(rates, leaks), exits
