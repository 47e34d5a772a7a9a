"""A line of a lot list as a whole: its item, several lots in one cell, what does not fit together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from batch_trace.core.receiving.lots.cells import Habits
from batch_trace.core.receiving.lots.columns import BATCH, Columns
from batch_trace.core.receiving.lots.mail_lots import lots_in
from batch_trace.core.receiving.lots.record import Draft
from batch_trace.core.receiving.lots.words import is_total
from batch_trace.core.receiving.shared.folding import fold
from batch_trace.core.receiving.shared.tables import Row

CODE_AND_NAME = re.compile(r"^(?=\S*\d)([A-Z0-9][\w./-]*)\s+(?=\S*[^\W\d_])(.+)$")
_LISTS = re.compile(r"[,;+&]\s|\s/\s|\)\s*[,;]")
_NEAR = 1e-9


def _compare(found: Sequence[Draft], total: float | None) -> None:
	"""Say at the last lot if the lots of a line have another quantity than the line."""
	known = [quantity for draft in found if (quantity := draft.values.get("qty")) is not None]
	if total is not None and len(known) == len(found) and abs(sum(known) - total) > _NEAR * max(total, 1):
		found[-1].say(f"the lots have {sum(known):.12g}, the line has {total:.12g}")


def lots_of_cell(draft: Draft, habits: Habits) -> list[Draft]:
	"""Return a draft for each lot if the cell for the batch lists several.

	>>> draft = Draft(2, {"supplier_batch": "L1 (10), L2 (20)", "qty": 30.0, "uom": "kg"})
	>>> [(lot.values["supplier_batch"], lot.values["qty"]) for lot in lots_of_cell(draft, Habits())]
	[('L1', 10.0), ('L2', 20.0)]
	>>> [lot.values["supplier_batch"] for lot in lots_of_cell(Draft(2, {"supplier_batch": "LC 26 B"}), Habits())]
	['LC 26 B']
	"""
	text = draft.text(BATCH) or ""
	lots = lots_in(re.sub(r"\s*/\s+", ", ", text), habits.numbers) if _LISTS.search(text) else []
	if len(lots) < 2:
		return [draft]
	total = draft.values.get("qty")
	amounts = [lot.amount.value if lot.amount else None for lot in lots]
	found = [
		Draft(
			draft.line,
			{**draft.values, BATCH: lot.number, "qty": amount},
			list(draft.problems),
			draft.ordered,
		)
		for lot, amount in zip(lots, amounts, strict=True)
	]
	for lot_draft, amount in zip(found, amounts, strict=True):
		lot_draft.say("the quantity of each lot is not given" if amount is None else None)
	known = [amount for amount in amounts if amount is not None]
	if (
		isinstance(total, float)
		and len(known) == len(lots)
		and abs(sum(known) - total) > _NEAR * max(total, 1)
	):
		found[-1].say(f"the lots have {sum(known):.12g}, the line has {total:.12g}")
	return found


def say_of_row(found: Sequence[Draft], row: Row, columns: Columns) -> None:
	"""Say what is doubtful about a line as a whole: one quantity for several lots, more cells than headings, two units."""
	common = any(column.field == "qty" and column.group is None for column in columns.columns)
	extra = [cell for cell in row.cells[len(columns.meanings) :] if cell]
	units = {column.unit for column in columns.columns if column.field == "qty" and column.unit}
	_compare(found, found[-1].total)
	for draft in found:
		if columns.groups > 1 and len(found) > 1 and common:
			draft.values["qty"] = None
			draft.say("the quantity of each lot is not given")
		draft.say(
			f"the line has more cells than there are headings: {' '.join(extra)[:100]}" if extra else None
		)
		own = draft.text("uom")
		if own and units and fold(own) not in {fold(unit) for unit in units}:
			draft.say(f"the heading has the unit {', '.join(sorted(units))}, the line has {own}")


def has_codes_and_names(rows: Sequence[Row], columns: Columns) -> bool:
	"""Return whether the cells for items have a code and a name."""
	if columns.has("item_name"):
		return False
	numbers = [column.number for column in columns.columns if column.field == "item"]
	below = rows[columns.first + columns.height :]
	cells = [
		row.cells[number]
		for row in below
		for number in numbers
		if number < len(row.cells) and row.cells[number]
	]
	lines = [cell for cell in cells if not is_total(cell)]
	return bool(lines) and all(CODE_AND_NAME.match(cell) for cell in lines)


def name_items(found: Sequence[Draft], splits: bool) -> None:
	"""Divide code and name of the item; a text with words only is its name."""
	for draft in found:
		item = draft.values.get("item")
		if not isinstance(item, str):
			continue
		both = CODE_AND_NAME.match(item)
		words = item.split()
		if splits and both:
			draft.values["item"], draft.values["item_name"] = both[1], both[2]
		elif (
			len(words) > 1
			and not re.search(r"\d", words[0])
			and re.search(r"[a-zà-ÿ]{2}", item)
			and "item_name" not in draft.values
		):
			draft.values["item_name"] = draft.values.pop("item")
