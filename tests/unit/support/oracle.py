"""The expected answer of a trace, calculated slowly from the operations, by repetition and with exact fractions.

It shares nothing with the engine: it reads no tables, builds no graph, and tries every batch as a start.
"""

from collections import defaultdict
from fractions import Fraction

MASS = {
	"FLOUR": Fraction(1),
	"WATER": Fraction(1),
	"YEAST": Fraction(1, 1000),
	"BREAD": Fraction(1, 2),
	"MOTOR": Fraction(2),
}
UNIT = {"LABEL": "Nos", "CARTON": "Nos", "OIL": "Litre"}
MADE_BY = {
	"Receipt",
	"Opening",
	"Production",
	"Repack",
	"Disassembly",
	"Subcontracting",
	"Substitution",
	"Other",
}
TRANSFORMING = {"Production", "Repack", "Disassembly", "Subcontracting", "Substitution", "Other"}


class Oracle:
	"""Operations as (event_type, inputs, outputs, work_order, ...) dictionaries, without those that were cancelled."""

	def __init__(self, operations):
		self.operations = operations
		self.recipes = [self._recipe(op) for op in operations if op["type"] in TRANSFORMING]
		self.batches = sorted({b for op in operations for b, _, _ in op["inputs"] + op["outputs"] if b})
		self.made = defaultdict(Fraction)
		for op in operations:
			for batch, _, qty in op["outputs"]:
				if op["type"] in MADE_BY:
					self.made[batch] += Fraction(qty)

	def _recipe(self, op):
		"""Return inputs and outputs, with this production's part of its work order's consumption."""
		inputs = [(b, item, Fraction(qty)) for b, item, qty in op["inputs"]]
		if op["type"] == "Production" and op["work_order"]:
			of_order = [o for o in self.operations if o["work_order"] == op["work_order"]]
			runs = [o for o in of_order if o["type"] == "Production"]
			sizes = [self._size(o, [part for run in runs for part in run["outputs"]]) for o in runs]
			mine = self._size(op, [part for run in runs for part in run["outputs"]])
			part = mine / sum(sizes) if sum(sizes) else Fraction(1, len(runs))
			for o in of_order:
				if o["type"] == "Consumption":
					inputs += [(b, item, Fraction(qty) * part) for b, item, qty in o["inputs"]]
		return inputs, [(b, item, Fraction(qty)) for b, item, qty in op["outputs"]]

	def _size(self, op, all_outputs):
		weighed = all(item in MASS for _, item, _ in all_outputs)
		return sum(Fraction(qty) * (MASS[item] if weighed else 1) for _, item, qty in op["outputs"])

	def exposed(self, starts):
		"""Return {batch: depth} of the starts and everything made from them."""
		return self._spread(starts, lambda recipe: (recipe[0], recipe[1]))

	def ancestors(self, starts):
		"""Return {batch: depth} of the starts and everything they were made from."""
		return self._spread(starts, lambda recipe: (recipe[1], recipe[0]))

	def _spread(self, starts, ends):
		depth = dict.fromkeys(starts, 0)
		for _ in range(len(self.batches) + 1):
			for recipe in self.recipes:
				near, far = ends(recipe)
				at = [depth[b] for b, _, _ in near if b in depth]
				for batch, _, _ in far if at else ():
					if batch:
						depth[batch] = min(depth.get(batch, 10**9), min(at) + 1)
		return depth

	def made_from(self, starts):
		"""Return how much of each batch was made in events that consumed something exposed."""
		exposed, made = self.exposed(starts), defaultdict(Fraction)
		for inputs, outputs in self.recipes:
			if any(b in exposed for b, _, _ in inputs):
				for batch, _, qty in outputs:
					made[batch] += qty
		return made

	def consumed_for(self, starts):
		"""Return how much of each batch was consumed in events that lead to the starts."""
		above, used = self.ancestors(starts), defaultdict(Fraction)
		for inputs, outputs in self.recipes:
			if any(b in above for b, _, _ in outputs):
				for batch, _, qty in inputs:
					used[batch] += qty
		return used

	def fractions(self, inputs):
		"""Return [(batch, fraction)] of a mixture, or None if it is unknown."""
		if len({item for _, item, _ in inputs if item in MASS}):
			rows = [(b, qty * MASS[item]) for b, item, qty in inputs if item in MASS]
		elif len({UNIT[item] for _, item, _ in inputs}) <= 1:
			rows = [(b, qty) for b, _, qty in inputs]
		else:
			return None
		total = sum(size for _, size in rows)
		return [(b, size / total) for b, size in rows] if total else None

	def shares(self, starts):
		"""Return {batch: Fraction or None} of each batch's content that came from the starts."""
		terms, doubt = self._terms(), set()
		support = set(starts)
		for _ in range(2 * len(self.batches) + 2):
			for batch, rows in terms.items():
				for source, rate in rows if batch not in starts else ():
					if source in support:
						support.add(batch)
						if rate is None or source in doubt:
							doubt.add(batch)
		free = sorted(support - set(starts) - doubt)
		values = _solve(free, terms, set(starts))
		all_shares = (
			{batch: Fraction(0) for batch in self.batches} | values | dict.fromkeys(starts, Fraction(1))
		)
		return all_shares | dict.fromkeys(doubt, None)

	def _terms(self):
		"""Return for each batch the (source batch, rate) it is made of; the rate is None if unknown."""
		terms = defaultdict(list)
		for inputs, outputs in self.recipes:
			mixed = self.fractions(inputs)
			for batch, _, qty in outputs:
				if batch and (qty > 0 or self.made[batch] == 0):
					rate = qty / self.made[batch] if self.made[batch] else None
					rows = [(b, None) for b, _, _ in inputs] if mixed is None else mixed
					terms[batch] += [
						(b, None if f is None or rate is None else rate * f)
						for b, f in rows
						if b and (f is None or f > 0)
					]
		return terms

	def balance(self, batch):
		"""Return the net quantity of a batch over all operations."""
		came = sum(Fraction(qty) for op in self.operations for b, _, qty in op["outputs"] if b == batch)
		went = sum(Fraction(qty) for op in self.operations for b, _, qty in op["inputs"] if b == batch)
		return came - went


def _solve(unknowns, terms, starts):
	"""Solve x = sum of rate * x(source), x(start) = 1, by Gauss-Jordan on exact fractions."""
	at = {batch: place for place, batch in enumerate(unknowns)}
	size = len(unknowns)
	rows = [[Fraction(int(i == j)) for j in range(size)] + [Fraction(0)] for i in range(size)]
	for batch, i in at.items():
		for source, rate in terms[batch]:
			if source in starts:
				rows[i][size] += rate
			elif source in at:
				rows[i][at[source]] -= rate
	for i in range(size):
		pivot = next(r for r in range(i, size) if rows[r][i] != 0)
		rows[i], rows[pivot] = rows[pivot], rows[i]
		rows[i] = [value / rows[i][i] for value in rows[i]]
		for r in range(size):
			if r != i and rows[r][i] != 0:
				factor = rows[r][i]
				rows[r] = [value - factor * other for value, other in zip(rows[r], rows[i], strict=True)]
	return {batch: rows[i][size] for batch, i in at.items()}
