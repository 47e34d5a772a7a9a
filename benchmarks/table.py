"""The table that `make bench` prints: each figure against its target."""

from __future__ import annotations

from typing import NamedTuple


class Figure(NamedTuple):
	"""One measured figure; `target` is the most it may be, or (at_least) the least."""

	name: str
	value: float
	unit: str
	target: float | None = None
	at_least: bool = False
	note: str = ""

	@property
	def ratio(self) -> float | None:
		"""How much of the target is used; above 1 it is missed."""
		if self.target is None:
			return None
		return self.target / self.value if self.at_least else self.value / self.target

	def line(self) -> str:
		"""Return the figure as a line of the table."""
		ratio = self.ratio
		target = "" if self.target is None else f"{'≥' if self.at_least else '≤'} {self.target:,g}"
		told = "" if ratio is None else f"{ratio:.2f}"
		verdict = "" if ratio is None else "ok" if ratio <= 1 else "MISSED"
		return f"{self.name:<58} {self.value:>12,.2f} {self.unit:<9} {target:>9} {told:>7}  {verdict:<7} {self.note}"


HEAD = f"{'figure':<58} {'measured':>12} {'':<9} {'target':>9} {'ratio':>7}"


def show(figures: list[Figure]) -> None:
	"""Print the figures of one section as they come."""
	for figure in figures:
		print(figure.line().rstrip(), flush=True)
