"""Topological order of the states of a graph, with the states of loops grouped into components."""

from collections.abc import Sequence


def in_order(arcs: Sequence[Sequence[int]]) -> tuple[list[int], list[list[int]]]:
	"""Return the states before any loop in order, then the strongly connected components of the rest in order.

	>>> in_order([[1], [2], []])
	([0, 1, 2], [])
	>>> before, rest = in_order([[1], [2], [1, 3], []])
	>>> before, [sorted(component) for component in rest]
	([0], [[1, 2], [3]])
	"""
	before = _peel(arcs)
	if len(before) == len(arcs):
		return before, []
	return before, _tarjan(arcs, set(range(len(arcs))).difference(before))


def _peel(arcs: Sequence[Sequence[int]]) -> list[int]:
	"""Return the states that can be ordered before any loop; these are all states if there is no loop."""
	incoming = [0] * len(arcs)
	for targets in arcs:
		for target in targets:
			incoming[target] += 1
	free = [state for state, count in enumerate(incoming) if not count]
	for state in free:
		for target in arcs[state]:
			incoming[target] -= 1
			if not incoming[target]:
				free.append(target)
	return free


def _tarjan(arcs: Sequence[Sequence[int]], states: set[int]) -> list[list[int]]:
	"""Return the strongly connected components of the states by Tarjan's algorithm, without recursion."""
	index: dict[int, int] = {}
	low: dict[int, int] = {}
	stack: list[int] = []
	components: list[list[int]] = []
	for root in states:
		if root in index:
			continue
		path = [(root, iter(arcs[root]))]
		index[root] = low[root] = len(index)
		stack.append(root)
		while path:
			state, targets = path[-1]
			for target in targets:
				if target not in index:
					index[target] = low[target] = len(index)
					stack.append(target)
					path.append((target, iter(arcs[target])))
					break
				if target in low:
					low[state] = min(low[state], index[target])
			else:
				path.pop()
				_close(state, index, low, stack, components)
				if path:
					parent = path[-1][0]
					low[parent] = min(low[parent], low.get(state, index[parent]))
	components.reverse()
	return components


def _close(
	state: int, index: dict[int, int], low: dict[int, int], stack: list[int], components: list[list[int]]
) -> None:
	"""Move a finished component from the stack to `components` and remove the `low` of its states."""
	if low[state] != index[state]:
		return
	component: list[int] = []
	while not component or component[-1] != state:
		component.append(stack.pop())
		del low[component[-1]]
	components.append(component)
