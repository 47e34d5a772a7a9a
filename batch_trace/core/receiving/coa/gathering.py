"""Collects what the rows of a certificate say, before numbers and dates are read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from batch_trace.core.receiving.coa import heads as hd
from batch_trace.core.receiving.coa.found import names_a_limit, word_of
from batch_trace.core.receiving.coa.heads import Heads
from batch_trace.core.receiving.coa.limits import limits_of
from batch_trace.core.receiving.coa.loose import PAIRS, claimed_in, is_result_word, signed_on
from batch_trace.core.receiving.coa.lot_facts import Book, LotFacts
from batch_trace.core.receiving.coa.rows import Cells
from batch_trace.core.receiving.coa.words import OF_LOT
from batch_trace.core.receiving.shared.folding import DITTO, fold
from batch_trace.core.receiving.shared.numbers import NumberHabit
from batch_trace.core.receiving.shared.pairs import Pair
from batch_trace.core.receiving.shared.tables import Row
from batch_trace.core.receiving.shared.units import is_unit
from batch_trace.core.receiving.shared.vocabulary import Meaning

_SPEC_WORD = re.compile(r"\b(?:min|max|nmt|nlt|typ\w*|limit|spec)\b|[<>≤≥]", re.I)
_GROUP_WORDS = frozenset(("spec", "limit", "unit", "method", "min", "max"))


class Gathered:
	"""Everything that a certificate says, as texts."""

	def __init__(self) -> None:
		"""Begin with nothing said."""
		self.facts: dict[str, str] = {}
		self._book = Book()
		self.lots: list[LotFacts] = [self._lot()]
		self.meanings: list[Meaning | None] = []
		self.loose: list[str] = []
		self.claims: list[str] = []
		self._heads: Heads | None = None
		self._columns: dict[int, LotFacts] = {}
		self._label_rows: dict[str, tuple[str, ...]] = {}
		self._after_blank = False

	@property
	def current(self) -> LotFacts:
		"""Return the lot that is being read."""
		return self.lots[-1]

	def read(self, rows: Sequence[Row]) -> None:
		"""Read the rows in the order of the file."""
		for row in rows:
			if not row.filled():
				self._after_blank = True
				continue
			heads = hd.heads_of(row.cells)
			if heads and self._is_new(heads, row):
				self._start(heads)
			elif not self._heads or not self._in_table(self._heads, row):
				self._loose(row)
			self._after_blank = False

	def _is_new(self, heads: Heads, row: Row) -> bool:
		"""Return whether headings start a table, and are not only a row that looks so."""
		return (
			self._heads is None or heads.kind == hd.TESTS or fold(row.cells[0]) == fold(self._heads.cells[0])
		)

	def _start(self, heads: Heads) -> None:
		self._heads = heads
		self.meanings += heads.meanings
		self._label_rows = {}
		lots = heads.columns(None) if heads.kind == hd.LOTS_IN_COLUMNS else []
		lots = lots or (heads.columns("result") if len(heads.columns("result")) > 1 else [])
		named = heads.kind == hd.LOTS_IN_COLUMNS
		self._columns = {
			number: self._lot({"supplier_batch": hd.lot_of(heads.cells[number])} if named else {})
			for number in lots
		}
		self.lots += self._columns.values()

	def _in_table(self, heads: Heads, row: Row) -> bool:
		"""Read a row of the table; return whether it is one."""
		if heads.kind == hd.LOT_ROWS:
			return self._lot_row(heads, row)
		name, result = heads.at(row.cells, "parameter"), heads.at(row.cells, "result")
		if ":" in name and (PAIRS.meaning_of(name.partition(":")[0]) or not result):
			return False
		if self._columns:
			return self._columns_row(heads, row, name)
		if not result and not (name and self._has_limits(heads, row)):
			return self._continues(heads, row, name)
		lot = self._lot_of_row(heads, row)
		if not name and lot.rows:
			name = lot.rows[-1].parameter
		lot.rows.append(self._cells(heads, row, name, result))
		return True

	def _has_limits(self, heads: Heads, row: Row) -> bool:
		"""Return whether a row without a result is a test nevertheless: it has limits."""
		texts = [heads.at(row.cells, field) for field in ("spec", "limit", "min", "max")]
		return any(
			text and limits_of(text, NumberHabit(sign), bare_is_max=True).known
			for text in texts
			for sign in ".,"
		)

	def _lot_of_row(self, heads: Heads, row: Row) -> LotFacts:
		"""Return the lot that a row names; an empty cell, or a quotation mark, means the lot above."""
		number = heads.at(row.cells, "supplier_batch").replace(DITTO, "")
		product = heads.at(row.cells, "product").replace(DITTO, "")
		if number and not _is_of(self.current, number, product):
			same = self._book.lots.get((number, product))
			if same:
				self.lots.remove(same)
			self.lots.append(same or self._lot())
		self.current.say("supplier_batch", number)
		self.current.say("product", product or self._product())
		for name in OF_LOT:
			self.current.say(name, heads.at(row.cells, name))
		return self.current

	def _lot(self, facts: dict[str, str] | None = None) -> LotFacts:
		return LotFacts(facts or {}, book=self._book)

	def _product(self) -> str:
		"""Return the product of the last lot of which one is said."""
		if not self._book.names_products:
			return ""
		return next((lot.facts["product"] for lot in reversed(self.lots) if "product" in lot.facts), "")

	def _continues(self, heads: Heads, row: Row, name: str) -> bool:
		"""Append a row without a result to the row above it, if it goes on with that."""
		rows = self.current.rows
		if not rows or self._after_blank or len(row.filled()) > 2:
			return False
		above = rows[-1]
		if name and (len(row.filled()) > 1 or not re.match(r"[a-zà-ÿ(]", name) or len(name.split()) > 4):
			return False
		rows[-1] = above._replace(
			parameter=f"{above.parameter} {name}".strip(),
			spec=f"{above.spec} {heads.at(row.cells, 'spec') or heads.at(row.cells, 'limit')}".strip(),
			method=f"{above.method} {heads.at(row.cells, 'method')}".strip(),
			remark=f"{above.remark} {heads.at(row.cells, 'remark')}".strip(),
		)
		return True

	def _cells(self, heads: Heads, row: Row, name: str, result: str) -> Cells:
		limit = heads.at(row.cells, "limit")
		plan = None
		if "plan n" in heads.fields:
			n, c, m, greatest = (heads.at(row.cells, f"plan {sign}") for sign in ("n", "c", "m", "M"))
			plan = (n, c, m, greatest)
		planned = plan and not re.fullmatch(r"\d+", plan[0])
		unit = heads.at(row.cells, "unit")
		return Cells(
			parameter=name.replace(DITTO, ""),
			result=result,
			spec=heads.at(row.cells, "spec")
			or limit
			or (f"{plan[2]} {plan[3]}".strip() if plan and planned else ""),
			unit=unit,
			method=heads.at(row.cells, "method"),
			status=heads.at(row.cells, "status"),
			remark=heads.at(row.cells, "remark"),
			minimum=heads.at(row.cells, "min"),
			maximum=heads.at(row.cells, "max"),
			typical=heads.at(row.cells, "typical"),
			plan=plan,
			bare_is_max=bool(limit) and not heads.at(row.cells, "spec"),
			has_unit_column="unit" in heads.fields,
			line=row.line,
		)

	def _columns_row(self, heads: Heads, row: Row, name: str) -> bool:
		"""Read a row of a table whose columns are lots: a fact of each lot, or its result."""
		own = {
			number: row.cells[number]
			for number in self._columns
			if number < len(row.cells) and row.cells[number]
		}
		if not name or not own:
			return False
		meaning = PAIRS.meaning_of(name)
		self.meanings.append(meaning)
		for number, text in own.items():
			lot = self._columns[number]
			if meaning and meaning.field in (*OF_LOT, "product"):
				lot.say(meaning.field, hd.lot_of(text) if meaning.field == "supplier_batch" else text)
				if meaning.field == "quantity":
					lot.say("uom", heads.at(row.cells, "unit"))
			else:
				lot.rows.append(self._cells(heads, row, name, text))
		return True

	def _lot_row(self, heads: Heads, row: Row) -> bool:
		"""Read a row of a table with a row for each lot; rows above the lots may give limits and units."""
		number = heads.at(row.cells, "supplier_batch")
		label = hd.meaning_of(row.cells[0]) if row.cells else None
		if label and label.field in _GROUP_WORDS:
			self._label_rows[label.field] = row.cells
			return True
		if not number and row.filled() and all(is_unit(cell) for cell in row.filled()):
			self._label_rows["unit"] = row.cells
			return True
		if not number or len(row.filled()) < 3:
			return False
		self.lots.append(self._lot())
		for column, name in enumerate(heads.fields[: len(row.cells)]):
			if name in (*OF_LOT, "product"):
				self.current.say(name, row.cells[column])
			elif name is None and heads.cells[column] and row.cells[column]:
				self.current.rows.append(self._cell_of_lot(heads.cells[column], column, row))
		return True

	def _cell_of_lot(self, name: str, column: int, row: Row) -> Cells:
		def label(field: str) -> str:
			cells = self._label_rows.get(field, ())
			return cells[column] if column < len(cells) else ""

		return Cells(
			parameter=name,
			result=row.cells[column],
			spec=label("spec") or label("limit"),
			unit=label("unit"),
			method=label("method"),
			minimum=label("min"),
			maximum=label("max"),
			bare_is_max=bool(label("limit")),
			has_unit_column=bool(label("unit")),
			line=row.line,
		)

	def _loose(self, row: Row) -> None:
		text = "  ".join(row.filled())
		self.loose.append(text)
		claim = claimed_in(text)
		if claim:
			self.claims.append(claim)
		signed = signed_on(row.filled())
		if signed:
			self.facts.setdefault("signed", signed)
		for pair in PAIRS.of(row.cells):
			self._pair(pair, row.line)

	def _pair(self, pair: Pair, line: int) -> None:
		name = pair.meaning.field if pair.meaning else None
		self.meanings.append(pair.meaning)
		if (
			name == "supplier_batch"
			and self.current.facts.get(name, pair.value) != pair.value
			and self.current.rows
		):
			self.lots.append(self._lot())
		if name in OF_LOT:
			self.current.say(name, pair.value)
		elif name and name != "ignored":
			self.facts.setdefault(name, pair.value)
		elif name is None and self._is_result(pair := _with_spec(pair)):
			spec = pair.more.strip("() ") if pair.more else ""
			self.current.rows.append(Cells(pair.key.strip(" .*-"), pair.value, spec, line=line))

	def _is_result(self, pair: Pair) -> bool:
		"""Return whether a key with a value is a test with its result."""
		if names_a_limit(pair.key):
			return False
		if pair.more:
			return bool(_SPEC_WORD.search(pair.more)) or pair.more.startswith("(")
		if not self.current.facts.get("supplier_batch"):
			return False
		return is_result_word(pair.value) or bool(
			re.match(r"^[<>]?\s?\d[\d.,]*\s?(?:%|[^\W\d_/]{1,5}(?:/\s?\d*\s?\w+)?)$", pair.value)
		)


def _is_of(lot: LotFacts, number: str, product: str) -> bool:
	return lot.facts.get("supplier_batch") == number and product in ("", lot.facts.get("product", ""))


def _with_spec(pair: Pair) -> Pair:
	"""Divide a value from the specification in brackets behind it."""
	found = re.match(r"^(.*\S)\s*\(([^()]*)\)$", pair.value)
	if not found or pair.more or (names_a_limit(found[2]) and not _SPEC_WORD.search(found[2])):
		return pair
	inside = found[2]
	known = any(limits_of(inside, NumberHabit(sign)).known for sign in ".,") or _SPEC_WORD.search(inside)
	same = fold(inside) == fold(found[1]) or (
		word_of(inside) is not None and word_of(inside) == word_of(found[1])
	)
	return pair._replace(value=found[1], more=f"({inside})") if known or same else pair
