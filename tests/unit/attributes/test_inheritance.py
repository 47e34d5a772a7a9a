"""What batches inherit, over random genealogies, against a calculation that follows every path by hand."""

from __future__ import annotations

import os
from datetime import date
from fractions import Fraction
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from batch_trace.core.attributes.inheritance import HandingDown, Stated
from batch_trace.core.attributes.origins import made_from
from batch_trace.core.terms import attributes as at
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.attributes import UNKNOWN, Attribute, Known
from tests.unit.support.ledger_builder import Ledger

EXAMPLES = int(os.environ.get("BATCH_TRACE_EXAMPLES", "2000")) // 20
MASS = {
	"FLOUR": Fraction(1),
	"YEAST": Fraction(1, 1000),
	"BREAD": Fraction(1, 2),
	"MOTOR": Fraction(2),
	"LABEL": None,
}
ATTRIBUTES = (
	Attribute("Potency", at.NUMBER, at.BY_SHARE),
	Attribute("Brix", at.NUMBER, at.BY_SHARE, inputs_without=at.IS_ZERO),
	Attribute("Fat", at.NUMBER, at.BY_SHARE, inputs_without=at.DOES_NOT_COUNT),
	Attribute("Strength", at.NUMBER, at.MINIMUM),
	Attribute("Best Before", at.DATE, at.MAXIMUM),
	Attribute("Allergens", at.SELECT, at.UNION, options=("Milk", "Nuts", "Soy")),
	Attribute("Country", at.TEXT, at.UNION, inputs_without=at.DOES_NOT_COUNT),
	Attribute("Organic", at.YES_NO, at.ALL_OF),
)
HAVING = {item: {a.name for a in ATTRIBUTES} for item in ("FLOUR", "BREAD", "MOTOR")}
"""The items with attributes; YEAST and LABEL have none, but somebody may enter some for a batch."""


class Notebook:
	"""Values in memory."""

	def __init__(self):
		self.rows = {}

	def values(self, batches):
		return {batch: dict(self.rows.get(batch, {})) for batch in batches}

	def attributes_of(self, items):
		return {item: HAVING.get(item, ()) for item in items}

	def enter(self, batch, attribute, value):
		self.rows.setdefault(batch, {})[attribute] = Stated(Known(value), is_entered=True)

	def keep(self, changes):
		for batch, of_batch in changes.items():
			for attribute, known in of_batch.items():
				old = self.rows.setdefault(batch, {}).pop(attribute, None)
				if old and old.is_entered:
					self.rows[batch][attribute] = old._replace(known=known, entered=old.entered or old.known)
				elif known is not None:
					self.rows[batch][attribute] = Stated(known)


class Plant:
	"""Random vouchers; a batch is only made from batches with lower numbers, so that paths end."""

	def __init__(self, seed):
		self.chance = Random(seed)
		self.ledger = Ledger()
		self.book = Notebook()
		self.items = {}
		self.makings = {}
		self.bought = set()
		self.orders = {}

	def run(self, steps):
		for _ in range(3):
			self._receive()
		for _ in range(steps):
			step = self.chance.choice(("receive", "make", "make", "make", "order", "late", "cancel", "enter"))
			getattr(self, f"_{step}")()
		return self

	def hand_down(self, batches):
		self.book.keep(HandingDown(self.ledger.source(), ATTRIBUTES, self.book).to(batches, and_on=True))

	def _new(self, item=None):
		batch = f"B-{len(self.items) + 1:03}"
		self.items[batch] = item or self.chance.choice(list(MASS))
		return batch

	def _receive(self):
		batch = self._new()
		self.ledger.receive(batch, self.items[batch], self.chance.randint(1, 90))
		self.bought.add(batch)
		for attribute in ATTRIBUTES:
			if self.chance.random() < 0.85:
				self._enter(batch, attribute)

	def _enter(self, batch=None, attribute=None):
		batch = batch or self.chance.choice(list(self.items))
		attribute = attribute or self.chance.choice(ATTRIBUTES)
		self.book.enter(batch, attribute.name, self._value(attribute))
		self.hand_down([batch, *made_from(self.ledger.source(), [batch])])

	def _value(self, attribute):
		if attribute.value_type == at.NUMBER:
			return float(self.chance.randint(0, 100))
		if attribute.value_type == at.DATE:
			return date(2026, 1, self.chance.randint(1, 28))
		if attribute.value_type == at.YES_NO:
			return self.chance.random() < 0.7
		return frozenset(self.chance.sample(["Milk", "Nuts", "Soy"], self.chance.randint(0, 2)))

	def _inputs(self):
		taken = self.chance.sample(list(self.items), min(len(self.items), self.chance.randint(1, 4)))
		inputs = [(batch, self.items[batch], self.chance.randint(1, 20)) for batch in taken]
		return inputs + [(None, "WATER", self.chance.randint(1, 5))] * (self.chance.random() < 0.2)

	def _outputs(self, inputs):
		"""Return new batches, and sometimes one that has been there already and comes after all the inputs."""
		last = max(batch or "" for batch, _, _ in inputs)
		outputs = [self._new() for _ in range(self.chance.choice((1, 1, 1, 2)))]
		later = [batch for batch in self.items if batch > last and batch not in outputs]
		outputs += [self.chance.choice(later)] if later and self.chance.random() < 0.3 else []
		return [(batch, self.items[batch], self.chance.randint(1, 30)) for batch in outputs]

	def _make(self):
		inputs = self._inputs()
		outputs = self._outputs(inputs)
		kind = self.chance.choice((et.PRODUCTION, et.REPACK, et.SUBCONTRACTING))
		self._keep(self.ledger.make(inputs, outputs, kind), kind, inputs, outputs)

	def _keep(self, event, kind, inputs, outputs):
		self.makings[event] = (kind, list(inputs), outputs)
		self.hand_down(batch for batch, _, _ in outputs)

	def _order(self):
		"""A Work Order: some is consumed before its one production, some with it, some later."""
		name, inputs = f"WO-{len(self.orders) + 1}", self._inputs()
		early = self._inputs() if self.chance.random() < 0.5 else []
		if early:
			self.ledger.consume(early, name)
		outputs = [(batch, self.items[batch], self.chance.randint(1, 30)) for batch in [self._new()]]
		event = self.ledger.make(inputs, outputs, work_order=name)
		self.orders[name] = event
		self._keep(event, et.PRODUCTION, [*inputs, *early], outputs)

	def _late(self):
		open_orders = [name for name, event in self.orders.items() if event in self.makings]
		if not open_orders:
			return
		name = self.chance.choice(open_orders)
		_kind, inputs, outputs = self.makings[self.orders[name]]
		made = outputs[0][0]
		late = [part for part in self._inputs() if (part[0] or "") < made]
		if late:
			self.ledger.consume(late, name)
			inputs += late
			self.hand_down([made])

	def _cancel(self):
		events = [event for event in self.makings if event not in self.orders.values()]
		if events and self.chance.random() < 0.5:
			event = self.chance.choice(events)
			self.ledger.cancel(event)
			_kind, _inputs, outputs = self.makings.pop(event)
			self.hand_down(batch for batch, _, _ in outputs)


class ByHand:
	"""Follows every path upward to what was entered; knows nothing of edges, mixtures or stages."""

	def __init__(self, plant, attribute):
		self.plant, self.attribute = plant, attribute
		self.done = {}

	def of(self, batch):
		if batch not in self.done:
			stated = self.plant.book.rows.get(batch, {}).get(self.attribute.name)
			entered = (stated.entered or stated.known) if stated and stated.is_entered else None
			self.done[batch] = self._with_entered(batch, entered) if entered else self._made(batch)
		return self.done[batch]

	def _with_entered(self, batch, entered):
		"""What went in is in a list and in "all of", whatever was entered; what was entered tells what was bought."""
		if self.attribute.rule not in (at.UNION, at.ALL_OF):
			return entered
		made = self._made(batch, is_bought_known=True)
		return self._together([entered, made], None) if made and made.value is not None else entered

	def _made(self, batch, is_bought_known=False):
		events, sizes = [], []
		for kind, inputs, outputs in self.plant.makings.values():
			quantity = sum(qty for made, _, qty in outputs if made == batch)
			if quantity:
				events.append(self._event(kind, inputs, outputs))
				sizes.append(quantity)
		if not any(event is not None for event in events):
			return None
		if batch in self.plant.bought and self.attribute.rule not in (at.UNION, at.ALL_OF):
			return UNKNOWN
		if batch in self.plant.bought and not is_bought_known:
			events.append(UNKNOWN)
			sizes.append(0)
		events = [event or UNKNOWN for event in events]
		return self._together(events, [Fraction(size, sum(sizes)) for size in sizes])

	def _event(self, kind, inputs, outputs):
		stated = [(item, qty, self._input(batch, item)) for batch, item, qty in inputs]
		if all(known is None for _, _, known in stated):
			return None
		if self._is_anybodys_guess(kind, inputs, outputs) and self.attribute.rule not in (
			at.UNION,
			at.ALL_OF,
		):
			return UNKNOWN
		if self.attribute.inputs_without == at.DOES_NOT_COUNT:
			stated = [each for each in stated if each[2] is not None]
		zero = Known(0.0) if self.attribute.inputs_without == at.IS_ZERO else UNKNOWN
		values = [zero if known is None else known for _, _, known in stated]
		return self._together(values, self._weights([(item, qty) for item, qty, _ in stated]))

	def _input(self, batch, item):
		known = self.of(batch) if batch else None
		if known is None and self.attribute.name in HAVING.get(item, ()):
			return UNKNOWN
		return known

	@staticmethod
	def _is_anybodys_guess(kind, inputs, outputs):
		several = len({batch for batch, _, _ in inputs if batch}) > 1
		return kind == et.REPACK and several and len({item for _, item, _ in outputs}) > 1

	@staticmethod
	def _weights(parts):
		if len(parts) == 1:
			return [Fraction(1)]
		masses = {**MASS, "WATER": Fraction(1)}
		known = [masses[item] * qty if masses[item] is not None else None for item, qty in parts]
		if all(each is None for each in known):
			known = [Fraction(qty) for _, qty in parts]
		total = sum(each for each in known if each is not None)
		return [(each or 0) / total for each in known]

	def _together(self, values, weights):
		rule = self.attribute.rule
		contents = [known.value for known in values]
		if rule == at.UNION:
			words = [each for each in contents if each is not None]
			complete = all(known.is_complete for known in values)
			return Known(frozenset(word for each in words for word in each), complete) if words else UNKNOWN
		if rule == at.ALL_OF:
			if False in contents:
				return Known(False)
			return Known(True) if None not in contents else UNKNOWN
		if rule == at.BY_SHARE:
			pairs = [(each, weight) for each, weight in zip(contents, weights, strict=True) if weight]
			if any(each is None for each, _ in pairs) or (len(values) > len(pairs) and not pairs):
				return UNKNOWN
			return Known(float(sum(Fraction(each) * weight for each, weight in pairs)))
		if None in contents:
			return UNKNOWN
		return Known(min(contents) if rule == at.MINIMUM else max(contents))


def agree(found, expected):
	if found is None or expected is None:
		return found is expected
	if isinstance(found.value, float) and isinstance(expected.value, float):
		return abs(found.value - expected.value) <= 1e-9 and found.is_complete == expected.is_complete
	return found == expected


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.integers(5, 20))
def test_batches_inherit_what_every_path_says(seed, steps):
	plant = Plant(seed).run(steps)
	for attribute in ATTRIBUTES:
		by_hand = ByHand(plant, attribute)
		for batch in plant.items:
			stated = plant.book.rows.get(batch, {}).get(attribute.name)
			found, expected = stated.known if stated else None, by_hand.of(batch)
			assert agree(found, expected), (batch, attribute.name, found, expected)
