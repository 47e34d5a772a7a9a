"""Lots of a text that has keys with values, one below the other, as rows of a table."""

from __future__ import annotations

from batch_trace.core.receiving.lots.columns import BATCH
from batch_trace.core.receiving.lots.record import OF_FILE
from batch_trace.core.receiving.lots.words import LOTS
from batch_trace.core.receiving.shared.layout import segments
from batch_trace.core.receiving.shared.pairs import Pair, Pairs
from batch_trace.core.receiving.shared.tables import Row

_PAIRS = Pairs(LOTS, ("ignored", "item", "item_name", "qty", "shipped"))
_FEWEST = 2


def rows_of_blocks(text: str) -> list[Row]:
	r"""Return a row for each lot below a row of headings; facts of the file stand above. Empty if there are no blocks.

	>>> for row in rows_of_blocks("Order: P1\nItem: A\nLot: L1\nQty: 5 kg\nLot: L2\nQty: 6 kg"):
	... 	print(row.cells)
	('Order: P1',)
	('Item', 'Lot', 'Qty')
	('A', 'L1', '5 kg')
	('', 'L2', '6 kg')
	"""
	above: list[Row] = []
	blocks: list[tuple[int, dict[str, Pair]]] = []
	ended = True
	for number, line in enumerate(text.split("\n"), 1):
		pairs = [pair for pair in _PAIRS.of([piece.text for piece in segments(line)]) if pair.meaning]
		if ":" not in line:
			pairs = [pair for pair in pairs if pair.meaning and pair.meaning.field in OF_FILE and not blocks]
		if not line.strip():
			ended = bool(blocks) and BATCH in blocks[-1][1]
		for pair in pairs:
			field = pair.meaning.field if pair.meaning else ""
			if field in OF_FILE:
				above.append(Row(number, (f"{pair.key}: {pair.value}",)))
				continue
			if ended or not blocks or field in blocks[-1][1]:
				blocks.append((number, {}))
				ended = False
			blocks[-1][1][field] = pair
	return _as_rows(above, [(number, block) for number, block in blocks if BATCH in block])


def _as_rows(above: list[Row], blocks: list[tuple[int, dict[str, Pair]]]) -> list[Row]:
	names: dict[str, str] = {}
	for _, block in blocks:
		for field, pair in block.items():
			names.setdefault(field, pair.key)
	if len(names) < _FEWEST:
		return []
	body = [
		Row(number, tuple(block[field].value if field in block else "" for field in names))
		for number, block in blocks
	]
	return [*above, Row(blocks[0][0], tuple(names.values())), *body]
