"""A table of lots becomes drafts: one for each lot of each line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from batch_trace.core.receiving.lots.cells import Habits, date_into, number_of, set_batch, set_package
from batch_trace.core.receiving.lots.columns import BATCH, LINE_TOTAL, Column, Columns
from batch_trace.core.receiving.lots.keys import gtin_of
from batch_trace.core.receiving.lots.line import (
	CODE_AND_NAME,
	has_codes_and_names,
	lots_of_cell,
	name_items,
	say_of_row,
)
from batch_trace.core.receiving.lots.record import NO_BATCH, Draft
from batch_trace.core.receiving.lots.words import DATES, LOTS, is_total
from batch_trace.core.receiving.shared.dates import is_no_date
from batch_trace.core.receiving.shared.folding import DITTO
from batch_trace.core.receiving.shared.tables import Row
from batch_trace.core.receiving.shared.workbook import FORMULA, Sheet

CARRIED = ("item", "item_name", "supplier_item", "gtin", "purchase_order", "despatch_no", "date_type")
_GOODS = ("item", "item_name", "supplier_item", "gtin")
_TYPES = (
	("pack", "packed"),
	("harvest", "harvested"),
	("best", "best_before"),
	("use", "expiry"),
	("exp", "expiry"),
	("sell", "expiry"),
	("prod", "manufactured"),
	("manuf", "manufactured"),
)


class Body(NamedTuple):
	"""What the lines below the headings say."""

	drafts: list[Draft]
	skip: list[str]
	notes: list[str]


def read_body(rows: Sequence[Row], columns: Columns, habits: Habits, sheet: Sheet | None = None) -> Body:
	"""Return a draft for each lot, which lines were left out, and texts that stand between or below the lots."""
	body = Body([], [], [])
	above: dict[str, str] = {}
	goods: dict[str, str] = {}
	splits = has_codes_and_names(rows, columns)
	for row in rows[columns.first + columns.height :]:
		if not "".join(row.cells).strip(DITTO) or row.cells == rows[columns.first].cells:
			continue
		section = _section(row, columns)
		if section:
			goods = section
			continue
		texts = _texts(row, columns, above, sheet)
		read = [_draft(row, columns, group, texts, habits, sheet) for group in range(columns.groups)]
		found = [draft for draft in read if draft is not None]
		if is_total_line(row, columns):
			body.skip.append("total line")
		elif not found:
			body.notes.append(" ".join(row.filled()))
		else:
			found = [lot for draft in found for lot in lots_of_cell(draft, habits)]
			name_items(found, splits)
			say_of_row(found, row, columns)
			for draft in found:
				draft.values |= goods
			body.drafts.extend(found)
			above = {name: text for (name, group), text in texts.items() if group is None and text}
	return body


def is_total_line(row: Row, columns: Columns) -> bool:
	"""Return whether a line has a word for totals, and no item."""
	own = [column.number for column in columns.columns if column.field in _GOODS]
	named = [row.cells[number] for number in own if number < len(row.cells) and row.cells[number]]
	return any(is_total(cell) for cell in row.cells) and not any(not is_total(text) for text in named)


def _section(row: Row, columns: Columns) -> dict[str, str]:
	"""Return the item that a line of its own names for the lots below it, if the table has no column for items."""
	if len(row.filled()) != 1 or any(columns.has(name) for name in _GOODS) or is_total(row.filled()[0]):
		return {}
	key, colon, text = row.filled()[0].partition(":")
	meaning = LOTS.find(key) if colon else None
	if colon and (not meaning or meaning.field not in ("item", "item_name") or not text.strip()):
		return {}
	both = CODE_AND_NAME.match(text.strip() if colon else key.strip())
	if both:
		return {"item": both[1], "item_name": both[2]}
	return {meaning.field: text.strip()} if meaning else {}


def _texts(
	row: Row, columns: Columns, above: dict[str, str], sheet: Sheet | None
) -> dict[tuple[str, int | None], str]:
	"""Return the text of each field and lot; what is empty, merged or a quotation mark repeats the line above."""
	texts: dict[tuple[str, int | None], str] = {}
	own = {
		column.field
		for column in columns.columns
		if "".join(row.cells[column.number : column.number + 1]).strip(DITTO)
	}
	goes_on = BATCH in own and not own & set(_GOODS)
	for column in columns.columns:
		text = row.cells[column.number] if column.number < len(row.cells) else ""
		merged = bool(sheet and (row.line, column.number) in sheet.merged)
		if text == DITTO or (merged and not text):
			text = above.get(column.field, "")
		elif not text and goes_on and column.field in CARRIED:
			text = above.get(column.field, "")
		texts[column.field, column.group] = text
	return texts


def _draft(
	row: Row,
	columns: Columns,
	group: int,
	texts: dict[tuple[str, int | None], str],
	habits: Habits,
	sheet: Sheet | None,
) -> Draft | None:
	"""Return the lot of a group of columns, or None if it is empty."""
	own = [column for column in columns.columns if column.group in (None, group)]
	said = {column.field: texts[column.field, column.group] for column in own}
	batch = said.get(BATCH, "")
	if columns.groups > 1 and not batch and (group > 0 or not said.get("qty")):
		return None
	goods = [
		name for name in ("item", "item_name", "gtin", "qty", "net_kg", "supplier_item") if said.get(name)
	]
	if is_no_date(batch) and (
		len(goods) < 2 or not any(re.search(r"\d", said.get(name, "")) for name in ("qty", "net_kg"))
	):
		return None
	draft = Draft(row.line)
	for column in own:
		_take(draft, column, said[column.field], habits)
	_finish(draft, own, said, habits)
	if sheet:
		_stored(draft, own, row.line, sheet)
	return draft


def _take(draft: Draft, column: Column, text: str, habits: Habits) -> None:
	"""Take the text of a cell into the draft."""
	name, missing = column.field, is_no_date(text)
	if missing and column.group is not None:
		return
	if name == BATCH:
		set_batch(draft, text)
	elif name in DATES:
		date_into(draft, name, text, habits)
	elif name in ("qty", "ordered", "packages", "gross_kg", "net_kg", LINE_TOTAL):
		number_of(draft, column, text, habits)
	elif name == "gtin":
		draft.values["gtin"], problem = gtin_of("" if missing else text)
		draft.say(problem)
	elif name in ("package", "sscc"):
		set_package(draft, name, "" if missing else text)
	elif name in ("shipped", "expected_on"):
		date_into(draft, name, text, habits)
	else:
		draft.values[name] = None if missing else text


def _finish(draft: Draft, columns: Sequence[Column], said: dict[str, str], habits: Habits) -> None:
	"""Complete a draft from cells that belong together."""
	values = draft.values
	if values.get("net_kg") is not None and not any(column.field == "qty" for column in columns):
		values["qty"], values["uom"] = values.pop("net_kg"), values.get("uom") or "kg"
	if said.get("date_code"):
		kind = next((field for word, field in _TYPES if word in said.get("date_type", "").casefold()), None)
		if kind:
			date_into(draft, kind, said["date_code"], habits, compact=True)
	_source_reference(values, said)
	if values.get(BATCH) is None:
		draft.say(NO_BATCH)
	elif values.get("qty") is None and not any("quantity" in problem for problem in draft.problems):
		draft.say("no quantity")


def _source_reference(values: dict[str, Any], said: dict[str, str]) -> None:
	"""Take where the source of a traceability lot code can be asked: an address, or a number with its kind."""
	if not any(name.startswith("tlc_") for name in said):
		return
	found = [said["tlc_url"]] if said.get("tlc_url") else []
	found += [
		f"{kind} {said[name]}"
		for name, kind in (("tlc_gln", "GLN"), ("tlc_ffrn", "FFRN"), ("tlc_ggn", "GGN"))
		if said.get(name)
	]
	values["tlc_source_reference"] = found[0] if found else None


def _stored(draft: Draft, columns: Sequence[Column], line: int, sheet: Sheet) -> None:
	"""Say what the way in which a workbook stores cells makes doubtful."""
	for column in columns:
		stored = sheet.stored.get((line, column.number))
		if not stored:
			continue
		if stored.kind == FORMULA:
			draft.say(f"{column.field} is a formula without a value: {stored.value}")
		elif column.field == BATCH:
			draft.say(stored_batch(stored.kind, stored.value, draft.text(BATCH) or "", stored.number_format))


def stored_batch(kind: str, value: str, shown: str, number_format: str) -> str | None:
	"""Return what is doubtful about a batch that is no text.

	>>> stored_batch("number", "12345", "000012345", "000000000")
	'batch is a number with format 000000000: shown as 000012345, stored 12345; ask'
	>>> stored_batch("number", "2026.1", "2026.1", "General")
	'batch is a number: 2026.1 or 2026.10? ask'
	>>> stored_batch("number", "4711", "4711", "General"), stored_batch("text", "4711", "4711", "@")
	('batch is a number: 4711, zeros before it may be lost; ask', None)
	"""
	if kind == "date":
		return f"batch is a date: {value}; ask"
	if kind != "number":
		return None
	if shown != value:
		return f"batch is a number with format {number_format}: shown as {shown}, stored {value}; ask"
	if "e" in value.casefold() or len(value.replace(".", "")) > 15:
		return f"batch is a number: {value}, digits may be lost; ask"
	places = re.fullmatch(r"(?:#,##)?0\.(0+)", number_format)
	if places and "." in value and len(value.partition(".")[2]) < len(places[1]):
		return f"batch is a number with format {number_format}: shown as {float(value):.{len(places[1])}f}, stored {value}; ask"
	if "." in value:
		return f"batch is a number: {value} or {value}0? ask"
	return f"batch is a number: {value}, zeros before it may be lost; ask"
