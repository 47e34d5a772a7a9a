"""Reads lot lists and advance notices as suppliers send them.

CSV and text in any common encoding and delimiter, XLSX, EDIFACT DESADV, X12 856, EPCIS 2.0 (JSON) and 1.2 (XML), and mails.
`read` is the front door. What it returns is a proposal, which a person confirms.
"""

from __future__ import annotations

from datetime import date

from batch_trace.core.receiving.lots.asn856 import read_856
from batch_trace.core.receiving.lots.blocks import rows_of_blocks
from batch_trace.core.receiving.lots.columns import is_heading, is_part_of_headings
from batch_trace.core.receiving.lots.desadv import read_desadv
from batch_trace.core.receiving.lots.epcis import is_epcis, read_epcis
from batch_trace.core.receiving.lots.judging import judge
from batch_trace.core.receiving.lots.mail import read_mail
from batch_trace.core.receiving.lots.notice import Notice
from batch_trace.core.receiving.lots.record import Draft, Lot, SupplierFile, lifted
from batch_trace.core.receiving.lots.segments import edifact, is_edifact, is_x12, x12
from batch_trace.core.receiving.lots.tables import Table, read_table
from batch_trace.core.receiving.shared.content import Content, content_of
from batch_trace.core.receiving.shared.layout import laid_out
from batch_trace.core.receiving.shared.tables import NAMES, delimited
from batch_trace.core.terms.errors import UnreadableFile

__all__ = ["Lot", "SupplierFile", "read"]

_NOTHING = "no lots were found; a table needs a line of headings that names the batch"


def read(content: bytes, filename: str, today: date | None = None) -> SupplierFile:
	r"""Return the lots that a file announces.

	Args:
		content: The bytes of the file.
		filename: Its name, for the words of an error.
		today: The day from which shelf lives count if the file does not say when the goods left; the current day by default.

	Raises:
		UnreadableFile: The file has no lots that can be read; the error says why, and what to do. Nothing else is raised,
			whatever the bytes are.

	>>> found = read(b"Item;Lot;Qty\nRM-1;0004711;500\nRM-1;;20\n", "lots.csv")
	>>> [(lot.supplier_batch, lot.qty, lot.problem) for lot in found.lots]
	[('0004711', 500.0, None), (None, 20.0, 'no batch')]
	>>> read(b"", "lots.csv")
	Traceback (most recent call last):
	...
	batch_trace.core.terms.errors.UnreadableFile: lots.csv cannot be read: it is empty
	"""
	source = content_of(content, filename)
	on = today or date.today()
	if source.sheets:
		return _workbook(source, filename, on)
	return _message(source, filename, on) or _text(source, filename, on)


def _message(source: Content, filename: str, today: date) -> SupplierFile | None:
	"""Return what a message of a standard says, or None if the text is none."""
	text = source.text
	if is_edifact(text):
		found: Notice | str | None = read_desadv(edifact(text)) or "it is an EDIFACT message, but no DESADV"
	elif is_x12(text):
		found = read_856(x12(text)) or "it is an X12 message, but no 856"
	elif is_epcis(text):
		found = read_epcis(text)
	elif text.lstrip()[:5] in ("<?xml", "<!DOC"):
		found = "it is XML, but no EPCIS document"
	else:
		return None
	if isinstance(found, str):
		raise UnreadableFile(filename, found)
	if not found or not found.drafts:
		raise UnreadableFile(filename, "no lots were found in the message")
	facts = lifted(found.drafts, found.facts)
	judge(found.drafts, facts.get("shipped"), today)
	return SupplierFile(
		kind=found.kind,
		lots=_lots(found.drafts),
		encoding=source.encoding,
		questions=tuple(found.questions),
		**facts,
	)


def _text(source: Content, filename: str, today: date) -> SupplierFile:
	table = delimited(source.text)
	found = read_table(table.rows) if table else None
	delimiter = NAMES.get(table.delimiter, table.delimiter) if table and found else None
	if not found:
		found = read_table(laid_out(source.text, is_heading, is_part_of_headings))
	if found:
		return _of_tables("table", [found], today, source.encoding, delimiter)
	blocks = rows_of_blocks(source.text)
	found = read_table(blocks) if blocks else None
	if found:
		return _of_tables("text", [found._replace(skip=[], notes=[])], today, source.encoding, None)
	mail = read_mail(source.text)
	if not mail.drafts:
		raise UnreadableFile(filename, _NOTHING)
	facts = lifted(mail.drafts, mail.facts)
	judge(mail.drafts, facts.get("shipped"), today)
	return SupplierFile(
		kind="text",
		lots=_lots(mail.drafts),
		encoding=source.encoding,
		questions=tuple(mail.questions),
		**facts,
	)


def _workbook(source: Content, filename: str, today: date) -> SupplierFile:
	tables, notes, ignored = list[Table](), list[str](), list[str]()
	for sheet in source.sheets:
		found = read_table(sheet.rows, sheet)
		if found:
			tables.append(found)
			ignored += sheet.hidden
		else:
			notes += [f"{sheet.name}: {' '.join(row.filled())}" for row in sheet.rows if row.filled()]
	if not tables:
		raise UnreadableFile(filename, _NOTHING)
	return _of_tables("workbook", tables, today, None, None, notes, ignored)


def _of_tables(
	kind: str,
	tables: list[Table],
	today: date,
	encoding: str | None,
	delimiter: str | None,
	notes: list[str] | None = None,
	ignored: list[str] | None = None,
) -> SupplierFile:
	drafts = [draft for table in tables for draft in table.drafts]
	known: dict[str, object] = {}
	for table in tables:
		known = {**table.facts, **known}
	facts = lifted(drafts, known)
	for table in tables:
		judge(table.drafts, facts.get("shipped"), today)
	return SupplierFile(
		kind=kind,
		lots=_lots(drafts),
		encoding=encoding,
		delimiter=delimiter,
		decimal=tables[0].decimal,
		date_format=tables[0].date_format,
		header_rows=tables[0].header_rows,
		skip=tuple(each for table in tables for each in table.skip),
		ignored=tuple(ignored or ()),
		notes=(*(each for table in tables for each in table.notes), *(notes or ())),
		questions=tuple(each for table in tables for each in table.questions),
		**facts,
	)


def _lots(drafts: list[Draft]) -> tuple[Lot, ...]:
	return tuple(draft.lot() for draft in drafts)
