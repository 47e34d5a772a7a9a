"""The expected answer where time counts: batches as vessels, simulated movement by movement with exact fractions.

It follows the definitions of docs/trace.md literally and shares nothing with the engine: it reads no tables, keeps every
rule in the slowest form, and tries every pair of events.
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
OUTSIDE = {"Receipt", "Opening"}
TRANSFORMING = {"Production", "Repack", "Disassembly", "Subcontracting", "Substitution", "Other"}
EVER = 10**9


class Vessels:
	"""Operations in force as (number, at, recorded, type, inputs, outputs, work_order) dictionaries; tolerance in their unit of time."""

	def __init__(self, operations, tolerance):
		self.tolerance = tolerance
		self.operations = sorted(operations, key=_moment)
		self.batches = sorted({b for op in operations for b, _, _ in op["inputs"] + op["outputs"] if b})
		self.made = defaultdict(Fraction)
		for op in operations:
			for batch, _, qty in op["outputs"]:
				if op["type"] in OUTSIDE | TRANSFORMING:
					self.made[batch] += Fraction(qty)
		self.makers = [op for op in self.operations if op["type"] in TRANSFORMING]
		self.drawn = {op["number"]: self._drawn(op) for op in self.makers}
		self.overdrawn = self._overdrawn()
		self.untold = {op["number"] for op in self.makers if not self._is_told(op)}

	# What an event draws: its own inputs, and its part of what was consumed apart from it for its Work Order.

	def _drawn(self, op):
		"""Return (consuming operation, batch, item, quantity) of everything that went into an event."""
		parts = [(op, b, item, Fraction(qty)) for b, item, qty in op["inputs"]]
		if op["type"] == "Production" and op["work_order"]:
			for consumption in self._of_order(op, "Consumption"):
				users = [p for p in self._of_order(op, "Production") if consumption in self._used_by(p)]
				if op in users:
					sizes = [self._size(p) for p in users]
					fraction = self._size(op) / sum(sizes) if sum(sizes) else Fraction(1, len(users))
					parts += [
						(consumption, b, i, Fraction(q) * fraction) for b, i, q in consumption["inputs"]
					]
		return parts

	def _of_order(self, op, kind):
		return [o for o in self.operations if o["type"] == kind and o["work_order"] == op["work_order"]]

	def _used_by(self, production):
		"""Return the consumptions that a production used."""
		if self.tolerance is None:
			return self._of_order(production, "Consumption")
		runs = self._of_order(production, "Production")
		place = runs.index(production)
		own = [self._own(run, runs) for run in runs]
		if own[place]:
			return own[place]
		earlier = [some for some in own[:place] if some]
		later = [some for some in own[place + 1 :] if some]
		return earlier[-1] if earlier else later[0] if later else []

	def _own(self, production, runs):
		found = []
		for consumption in self._of_order(production, "Consumption"):
			after = [run for run in runs if _moment(run) > _moment(consumption)]
			if (after[0] if after else runs[-1]) is production:
				found.append(consumption)
		return found

	def _size(self, production):
		outputs = [part for run in self._of_order(production, "Production") for part in run["outputs"]]
		weighed = all(item in MASS for _, item, _ in outputs)
		return sum(
			(Fraction(qty) * (MASS[item] if weighed else 1) for _, item, qty in production["outputs"]),
			Fraction(0),
		)

	def _is_told(self, op):
		"""Return whether an event that names batches only says which input went into which output."""
		sources = {batch for _, batch, _, _ in self.drawn[op["number"]] if batch}
		products = {item for batch, item, _ in op["outputs"] if batch}
		return op["type"] in {"Production", "Subcontracting"} or len(sources) < 2 or len(products) < 2

	# Who can contain what.

	def _overdrawn(self):
		"""Return the (operation, batch) that drew more than was there by the posting times, as far as was known then."""
		balance, found = defaultdict(Fraction), set()
		for place, op in enumerate(self.operations):
			out = defaultdict(Fraction)
			for batch, _, qty in op["inputs"]:
				out[batch] += Fraction(qty)
			for batch, qty in out.items():
				unknown = sum(
					Fraction(added)
					for earlier in self.operations[:place]
					if self._is_recorded_late(earlier, op)
					for b, _, added in earlier["outputs"]
					if b == batch
				)
				if qty > balance[batch] - unknown:
					found.add((op["number"], batch))
				balance[batch] -= qty
			for batch, _, qty in op["outputs"]:
				balance[batch] += Fraction(qty)
		return found

	def _can_contain(self, drawing, batch, making):
		"""Return whether what an operation drew of a batch can contain what another one made of it."""
		return (
			self.tolerance is None
			or making["at"] <= drawing["at"] + self.tolerance
			or (drawing["number"], batch) in self.overdrawn
			or self._is_recorded_late(drawing, making)
		)

	def _is_recorded_late(self, op, other):
		"""Return whether an operation was posted into the past, after the other one had been recorded for long."""
		return (
			self.tolerance is not None
			and op["recorded"] > op["at"] + self.tolerance
			and op["recorded"] > other["recorded"] + self.tolerance
		)

	def _events_down(self, starts):
		"""Return {number: depth} of the exposed events."""
		depth = {}
		for _ in range(len(self.makers) + 1):
			for op in self.makers:
				for drawing, batch, _, _ in self.drawn[op["number"]]:
					before = [0] if batch in starts else []
					before += [
						depth[k["number"]]
						for k in self.makers
						if k["number"] in depth and _makes(k, batch) and self._can_contain(drawing, batch, k)
					]
					if batch and before:
						depth[op["number"]] = min(depth.get(op["number"], EVER), min(before) + 1)
		return depth

	def _events_up(self, starts):
		"""Return {number: depth} of the events that lead to the starts."""
		depth = {}
		for _ in range(len(self.makers) + 1):
			for op in self.makers:
				for batch, _, _ in op["outputs"]:
					after = [0] if batch in starts else []
					after += [
						depth[m["number"]]
						for m in self.makers
						if m["number"] in depth
						for drawing, drawn, _, _ in self.drawn[m["number"]]
						if drawn == batch and self._can_contain(drawing, batch, op)
					]
					if batch and after:
						depth[op["number"]] = min(depth.get(op["number"], EVER), min(after) + 1)
		return depth

	def exposed(self, starts):
		"""Return {batch: depth} of the starts and everything that can contain something of them."""
		found, events = dict.fromkeys(starts, 0), self._events_down(starts)
		for op in self.makers:
			for batch, _, _ in op["outputs"] if op["number"] in events else ():
				if batch:
					found[batch] = min(found.get(batch, EVER), events[op["number"]])
		return found

	def ancestors(self, starts):
		"""Return {batch: depth} of the starts and everything that they can contain something of."""
		found, events = dict.fromkeys(starts, 0), self._events_up(starts)
		for op in self.makers:
			for _, batch, _, _ in self.drawn[op["number"]] if op["number"] in events else ():
				if batch:
					found[batch] = min(found.get(batch, EVER), events[op["number"]])
		return found

	def made_from(self, starts):
		"""Return how much of each batch the exposed events made."""
		made, events = defaultdict(Fraction), self._events_down(starts)
		for op in self.makers:
			for batch, _, qty in op["outputs"] if op["number"] in events else ():
				made[batch] += Fraction(qty)
		return made

	def consumed_for(self, starts):
		"""Return how much of each batch went into the events that lead to the starts."""
		used, events = defaultdict(Fraction), self._events_up(starts)
		for op in self.makers:
			for _, batch, _, qty in self.drawn[op["number"]] if op["number"] in events else ():
				used[batch] += qty
		return used

	def shipments(self, starts):
		"""Return the numbers of the shipments that can contain something of the starts."""
		events, found = self._events_down(starts), set()
		for op in self.operations:
			for batch, _, _ in op["inputs"] if op["type"] == "Shipment" else ():
				makers = [k for k in self.makers if k["number"] in events and _makes(k, batch)]
				if batch in starts or any(self._can_contain(op, batch, k) for k in makers):
					found.add((op["number"], batch))
		return found

	def balance(self, batch):
		"""Return the net quantity of a batch over all operations."""
		came = sum(Fraction(qty) for op in self.operations for b, _, qty in op["outputs"] if b == batch)
		went = sum(Fraction(qty) for op in self.operations for b, _, qty in op["inputs"] if b == batch)
		return came - went

	# How much of it.

	def shares(self, starts):
		"""Return {batch: Fraction, or None if unknown}: the part of everything made of it that came from the starts."""
		level, x, at_draw = defaultdict(Fraction), defaultdict(Fraction), {}
		came = defaultdict(Fraction)
		for op in self.operations:
			for batch, _, _ in op["inputs"]:
				at_draw[op["number"], batch] = Fraction(1) if batch in starts else x[batch]
			inside = Fraction(0)
			if op["type"] in TRANSFORMING:
				inside = self._content(op, starts, x, at_draw)
			for batch, _, qty in op["inputs"]:
				level[batch] -= min(Fraction(qty), level[batch])
			for batch, _, qty in op["outputs"] if op["type"] != "Consumption" else ():
				n = Fraction(qty)
				if op["type"] in TRANSFORMING and batch:
					came[batch] = _plus(came[batch], self._part(batch, n, inside))
				if op["type"] in OUTSIDE | TRANSFORMING and n:
					x[batch] = _mixed(level[batch], x[batch], n, inside)
				level[batch] += n
		return {b: came[b] for b in self.batches} | dict.fromkeys(starts, Fraction(1))

	def _content(self, op, starts, x, at_draw):
		"""Return the part of an event's inputs that came from the starts, None if unknown."""
		parts = []
		for drawing, batch, item, qty in self.drawn[op["number"]]:
			now = Fraction(1) if batch in starts else x[batch]
			parts.append((at_draw.get((drawing["number"], batch), now) if batch else Fraction(0), item, qty))
		if any(item in MASS for _, item, _ in parts):
			rows = [(part, qty * MASS[item]) for part, item, qty in parts if item in MASS]
		else:
			rows = [(part, qty) for part, item, qty in parts]
			if len({UNIT[item] for _, item, _ in parts}) > 1:
				return Fraction(0) if all(part == 0 for part, _, _ in parts) else None
		total = sum(size for _, size in rows)
		if not total:
			return Fraction(0) if all(part == 0 for part, _, _ in parts) else None
		inside = Fraction(0)
		for part, size in rows:
			inside = _plus(inside, _times(size / total, part))
		return inside

	def _part(self, batch, qty, inside):
		"""Return what an event adds to the share of a batch; None if nothing was made of it, yet something went in."""
		if self.made[batch]:
			return _times(qty / self.made[batch], inside)
		return Fraction(0) if inside == 0 else None


def _moment(op):
	return (op["at"], op["number"])


def _makes(op, batch):
	return any(made == batch for made, _, _ in op["outputs"])


def _plus(one, other):
	return None if one is None or other is None else one + other


def _times(factor, value):
	"""Return the product; nothing of something unknown is nothing."""
	return Fraction(0) if factor == 0 else None if value is None else factor * value


def _mixed(level, x, qty, inside):
	"""Return the content after a quantity was added to what was there."""
	if level == 0:
		return inside
	if x is None or inside is None:
		return None
	return (level * x + qty * inside) / (level + qty)
