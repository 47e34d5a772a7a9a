"""Reads certificates of analysis as suppliers send them: text with columns, CSV, TSV, PDF with a text layer, XLSX.

`read` is the front door. What it returns is a proposal, which a person confirms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from batch_trace.core.receiving.coa.certificate import FAIL, PASS, Certificate, CertifiedLot, Plan, Result
from batch_trace.core.receiving.coa.column_words import COLUMNS
from batch_trace.core.receiving.coa.found import loq_in
from batch_trace.core.receiving.coa.gathering import Gathered
from batch_trace.core.receiving.coa.heads import TESTS, heads_of
from batch_trace.core.receiving.coa.lot_facts import LotFacts
from batch_trace.core.receiving.coa.rows import Context, claim_of, results_of
from batch_trace.core.receiving.shared import dates as dt
from batch_trace.core.receiving.shared.content import Content, content_of
from batch_trace.core.receiving.shared.dates import DateOrder
from batch_trace.core.receiving.shared.free_batch import batch_in
from batch_trace.core.receiving.shared.layout import laid_out
from batch_trace.core.receiving.shared.numbers import NumberHabit, habit_of, read_number
from batch_trace.core.receiving.shared.tables import Row, delimited, transposed
from batch_trace.core.receiving.shared.units import is_quantity_unit
from batch_trace.core.receiving.shared.vocabulary import languages_of
from batch_trace.core.terms.errors import UnreadableFile

__all__ = ["Certificate", "CertifiedLot", "Plan", "Result", "read"]

_LOT_DATES = ("manufactured", "expiry", "best_before", "retest", "sampled")
_ENDS = ("expiry", "best_before", "retest")
_SEVERAL = re.compile(r"^[^\s,;&]*\d[^\s,;&]*(?:\s*[,;&]\s*[^\s,;&]*\d[^\s,;&]*)+$")
_QUANTITY = re.compile(
	r"^\s*(\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?(?!\d)|\d[\d.,'’]*)\s*([^\W\d_][^\s(]*)?(?:\s|\(|$)"
)


def read(content: bytes, filename: str) -> Certificate:
	r"""Return what a certificate says.

	Numbers are read by the habit of the file, dates are ISO text, limits and values are in the unit that stands beside them.
	A value that can be read in two ways is None, with the two readings in `note` or `questions`.

	Args:
		content: The bytes of the file.
		filename: Its name; only the ending counts, and only if the content leaves a doubt.

	Raises:
		UnreadableFile: The file is no certificate that can be read; the error says why, and what to do. Nothing else is
			raised, whatever the bytes are.

	>>> text = "Lot: A1\nTest        Specification   Result\nWater, %    NMT 0.5         0.2\n"
	>>> read(text.encode(), "coa.txt").lots[0].results[0].verdict
	'pass'
	>>> read(b"Dear customer, the certificate follows.", "mail.txt")
	Traceback (most recent call last):
	...
	batch_trace.core.terms.errors.UnreadableFile: mail.txt cannot be read: no test results were found; enter them by hand
	"""
	source = content_of(content, filename)
	best: Gathered | None = None
	for rows in _arrangements(source):
		gathered = Gathered()
		gathered.read(rows)
		if not best or _count(gathered) > _count(best):
			best = gathered
		if _count(best):
			break
	if not best or not _count(best):
		raise UnreadableFile(filename, "no test results were found; enter them by hand")
	return _certificate(best, source.encoding)


def _count(gathered: Gathered) -> int:
	return sum(len(lot.rows) for lot in gathered.lots)


def _arrangements(source: Content) -> Iterable[list[Row]]:
	"""Yield the rows of a file in the ways in which they may be meant, the likeliest first."""
	if source.sheets:
		for sheet in source.sheets:
			yield sheet.rows
			yield transposed(sheet.rows)
		return
	table = delimited(source.text)
	if table and table.delimiter == "|":
		yield _with_loose_pairs(table.rows)
	elif table:
		yield table.rows
	yield laid_out(source.text, _is_heading, lambda text: COLUMNS.exact(text) is not None)
	if table:
		yield transposed(table.rows)


def _is_heading(cells: Iterable[str]) -> bool:
	found = heads_of(list(cells))
	return found is not None and (found.kind == TESTS or len(found.cells) > 2)


def _with_loose_pairs(rows: list[Row]) -> list[Row]:
	"""Divide the lines without a delimiter where wide gaps are."""
	return [
		Row(row.line, tuple(re.split(r"\s{2,}", row.cells[0]))) if len(row.cells) == 1 else row
		for row in rows
	]


def _certificate(gathered: Gathered, encoding: str | None) -> Certificate:
	languages = languages_of(gathered.meanings)
	lots = [lot for lot in gathered.lots if lot.rows or lot.facts.get("supplier_batch")]
	lots = _with_common_facts(gathered, [lot for lot in lots if lot.rows] or lots)
	in_sentence = next((batch for line in gathered.loose if (batch := batch_in(line))), None)
	lots = [each for lot in lots for each in _batches(lot, in_sentence)]
	habit = _habit(lots, languages)
	order, questions = _order(gathered, lots, languages)
	context = Context(habit, dict(found for line in gathered.loose if (found := loq_in(line, habit))))
	claims = set(gathered.claims)
	claim = FAIL if FAIL in claims else PASS if claims else None
	issued = next(
		(gathered.facts[name] for name in ("issued", "signed", "issued_weak") if name in gathered.facts), None
	)
	issued_on, doubts = _date(issued, order)
	return Certificate(
		product=gathered.facts.get("product"),
		certificate_no=gathered.facts.get("certificate_no"),
		issued=issued_on,
		purchase_order=gathered.facts.get("purchase_order"),
		delivery=gathered.facts.get("delivery"),
		lots=tuple(_lot(lot, context, order, claim) for lot in lots),
		date_format=_date_format(gathered, lots, order),
		encoding=encoding,
		questions=(*questions, *doubts),
	)


def _with_common_facts(gathered: Gathered, lots: list[LotFacts]) -> list[LotFacts]:
	"""Give facts that stand before the first lot to every lot."""
	common = gathered.lots[0]
	if common not in lots:
		for lot in lots:
			for name, text in common.facts.items():
				if name != "supplier_batch" or len(lots) == 1:
					lot.say(name, text)
	return lots


def _batches(lot: LotFacts, in_sentence: str | None) -> list[LotFacts]:
	"""Return the lot once for each batch that it names; a batch that stands in a sentence only is asked about."""
	named = lot.facts.get("supplier_batch", "")
	if not named:
		asked = (
			{"supplier_batch": in_sentence, "asked": f"batch {in_sentence} stands in a sentence only"}
			if in_sentence
			else {}
		)
		return [LotFacts({**lot.facts, **asked}, lot.rows)]
	if not _SEVERAL.match(named):
		return [lot]
	asked = {"asked": f"the certificate names several batches: {named}"}
	return [
		LotFacts({**lot.facts, **asked, "supplier_batch": each}, lot.rows)
		for each in re.split(r"\s*[,;&]\s*", named)
	]


def _habit(lots: list[LotFacts], languages: Iterable[str]) -> NumberHabit:
	cells = [cell for lot in lots for cell in lot.rows]
	texts = [
		text
		for cell in cells
		for text in (cell.result, cell.spec, cell.minimum, cell.maximum, *(cell.plan or ()))
	]
	heads = [cell.parameter for cell in cells if not cell.spec]
	quantities = [lot.facts.get("quantity", "") for lot in lots]
	found = habit_of([*texts, *heads, *quantities])
	return found if found.decimal or found.mixed else habit_of([], languages)


def _texts_of_dates(gathered: Gathered, lots: list[LotFacts]) -> list[str]:
	return [
		*(lot.facts[name] for lot in lots for name in _LOT_DATES if name in lot.facts),
		*(gathered.facts[name] for name in ("issued", "signed", "issued_weak") if name in gathered.facts),
	]


def _order(gathered: Gathered, lots: list[LotFacts], languages: Iterable[str]) -> tuple[DateOrder, list[str]]:
	lives = [
		(lot.facts["manufactured"], lot.facts[name])
		for lot in lots
		for name in _ENDS
		if "manufactured" in lot.facts and name in lot.facts
	]
	texts = _texts_of_dates(gathered, lots)
	order = dt.order_of(texts, languages, lives)
	unclear = dt.ambiguous(texts)
	if unclear and order.order is None:
		return order, [f"dates can be read in two ways: {', '.join(unclear)}"]
	return order, []


def _date_format(gathered: Gathered, lots: list[LotFacts], order: DateOrder) -> str | None:
	texts = _texts_of_dates(gathered, lots)
	written, unclear = dt.format_of(texts, order), dt.ambiguous(texts)
	if not written or not order.because or not unclear:
		return written
	others = [each for each in unclear if each not in order.because] or unclear
	return f"{written} (ambiguous: {' and '.join(others)}; {order.because})"


def _date(text: str | None, order: DateOrder, *, ends: bool = False) -> tuple[str | None, list[str]]:
	"""Return a date as ISO text, and what is not clear about it."""
	if not text or dt.is_no_date(text):
		return None, []
	found = dt.read_date(text, order, serial=True) or dt.read_date(re.split(r"\s{2,}|\s\(", text)[0], order)
	if not found:
		return None, [f"{text} is not a date"]
	if found.doubt or not found.iso:
		return None, [found.doubt or text]
	return (dt.last_day(found.iso) if ends else found.iso), []


def _lot(lot: LotFacts, context: Context, order: DateOrder, claim: str | None) -> CertifiedLot:
	facts, questions = lot.facts, list[str]()
	dates: dict[str, str | None] = {}
	for name in _LOT_DATES:
		dates[name], doubts = _date(facts.get(name), order, ends=name in _ENDS)
		questions += doubts
	quantity, uom, doubts = _quantity(facts.get("quantity", ""), facts.get("uom"), context.habit)
	results = tuple(result for cells in lot.rows for result in results_of(cells, context))
	own = claim_of(facts["claim"]) if "claim" in facts else None
	overall = own or claim or _derived(results)
	failed = [result.name for result in results if result.verdict == FAIL and not result.superseded]
	missing = [result.name for result in results if not result.result.strip(" -–—")]
	if missing:
		doubts.append(f"no result is given: {', '.join(missing)}")
	if overall == PASS and failed:
		doubts.append(
			f"the certificate says that the batch passes, but a result does not: {', '.join(failed)}"
		)
	return CertifiedLot(
		supplier_batch=facts.get("supplier_batch"),
		product=facts.get("product"),
		quantity=quantity,
		uom=uom,
		overall=overall,
		results=results,
		questions=(
			*questions,
			*doubts,
			*(
				[facts["asked"]]
				if "asked" in facts
				else []
				if facts.get("supplier_batch")
				else ["no batch is named"]
			),
		),
		**dates,
	)


def _quantity(text: str, uom: str | None, habit: NumberHabit) -> tuple[float | None, str | None, list[str]]:
	found = _QUANTITY.match(text)
	if not found:
		return None, None, []
	read = read_number(found[1], habit)
	if not read or read.value is None:
		return None, uom, [read.doubt] if read and read.doubt else []
	return read.value, uom or (found[2] if found[2] and is_quantity_unit(found[2]) else None), []


def _derived(results: Iterable[Result]) -> str | None:
	verdicts = {result.verdict for result in results if not result.superseded}
	return FAIL if FAIL in verdicts else PASS if PASS in verdicts else None
