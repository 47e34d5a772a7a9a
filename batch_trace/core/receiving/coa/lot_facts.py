"""What a certificate says of a lot, as texts, and lots by their numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

from batch_trace.core.receiving.coa.rows import Cells
from batch_trace.core.receiving.shared.folding import DITTO


@dataclass(eq=False)
class LotFacts:
	"""What is said of a lot: texts by field, and the cells of its results; `book` finds lots by what is said of them."""

	facts: dict[str, str] = field(default_factory=dict)
	rows: list[Cells] = field(default_factory=list)
	book: Book | None = None

	def __post_init__(self) -> None:
		"""Put down what is said from the start."""
		if self.book:
			self.book.put_down(self)

	def say(self, name: str, text: str) -> None:
		"""Keep the first text that is said for a field."""
		if text and text != DITTO and name not in self.facts:
			self.facts[name] = text
			if self.book:
				self.book.put_down(self)


@dataclass
class Book:
	"""The first lot of each number, and of each number and product, so that no row looks through all lots."""

	lots: dict[tuple[str, str], LotFacts] = field(default_factory=dict)
	names_products: bool = False

	def put_down(self, lot: LotFacts) -> None:
		"""Put down a lot of which something was said."""
		number, product = lot.facts.get("supplier_batch"), lot.facts.get("product", "")
		self.names_products = self.names_products or bool(product)
		if number:
			self.lots.setdefault((number, ""), lot)
			self.lots.setdefault((number, product), lot)
