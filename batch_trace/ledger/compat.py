"""Every difference between the ERPNext and Frappe versions that the app meets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import frappe
from frappe import _
from frappe.desk.reportview import build_match_conditions
from frappe.utils import get_datetime

from batch_trace.ledger.bulk import bound

SQL_TEXT = re.compile(r"'(?:[^'\\]|\\.|'')*'", re.DOTALL)
ESCAPED = re.compile(r"\\(.)|''", re.DOTALL)
ESCAPES = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a", "%": "\\%", "_": "\\_"}
"""What a letter after a backslash stands for in a text of SQL; any other stands for itself."""


def existing_fields(doctype: str, fields: Iterable[str]) -> list[str]:
	"""Return those of `fields` that are columns of this site's `doctype`, standard columns included."""
	columns = set(frappe.get_meta(doctype).get_valid_columns())
	return [field for field in fields if field in columns]


def next_numbers(doctype: str, count: int) -> list[int]:
	"""Reserve `count` numbers (at least one) of an autoincrement doctype, ascending."""
	if count == 1:
		return [int(frappe.db.get_next_sequence_val(doctype))]
	sequence = frappe.scrub(doctype + "_id_seq")
	((numbers,),) = frappe.db.sql(
		f"SET STATEMENT group_concat_max_len = {21 * int(count)} FOR SELECT GROUP_CONCAT(number) FROM "
		f"(SELECT NEXTVAL(`{sequence}`) AS number FROM seq_1_to_{int(count)}) AS reserved"
	)
	return sorted(int(number) for number in numbers.split(","))


def is_taken(error: Exception) -> bool:
	"""Return whether the error is a duplicate key: another transaction has inserted the row."""
	try:
		return frappe.db.is_unique_key_violation(error) or frappe.db.is_primary_key_violation(error)
	except (AttributeError, IndexError):  # no error of the database
		return False


def add_to_balances(rows: Sequence[tuple], columns: Sequence[str]) -> None:
	"""Insert rows of Batch Balance, or add their quantity to existing rows; `rows` are ordered by name."""
	names = ", ".join(f"`{column}`" for column in columns)
	values, parameters = bound(rows)
	frappe.db.sql(
		f"INSERT INTO `tabBatch Balance` ({names}) VALUES {values} ON DUPLICATE KEY UPDATE "
		"is_open = (qty + VALUES(qty) > 0), qty = qty + VALUES(qty), modified = VALUES(modified)",
		parameters,
	)


def batch_rate(item_code: str, batch: str, warehouse: str) -> float:
	"""Return what ERPNext values a unit of the batch at in the warehouse now, 0 where it has no value there."""
	from erpnext.stock.utils import get_incoming_rate

	asked = {"item_code": item_code, "batch_no": batch, "warehouse": warehouse, "qty": -1.0}
	now = frappe.utils.add_to_date(
		frappe.utils.now_datetime(), seconds=1
	)  # ERPNext asks for what was before, by the second
	moment = {"posting_date": now.date(), "posting_time": now.time(), "posting_datetime": now}
	return abs(frappe.utils.flt(get_incoming_rate({**asked, **moment}, raise_error_if_no_rate=False)))


def bundle_time(posting_date: object, posting_time: object) -> dict[str, object]:
	"""Return the posting time in the fields of a Serial and Batch Bundle: one in version 16, two in version 15."""
	if not frappe.get_meta("Serial and Batch Bundle").has_field("posting_datetime"):
		return {"posting_date": posting_date, "posting_time": posting_time}
	if not posting_date:
		return {}
	return {"posting_datetime": get_datetime(f"{posting_date} {posting_time or '00:00:00'}")}


def scrap_row() -> dict[str, object]:
	"""Return the fields that mark a row of a Stock Entry as scrap or by-product, which ERPNext has spelled in three ways."""
	meta = frappe.get_meta("Stock Entry Detail")
	for field, value in (("secondary_item_type", "Scrap"), ("type", "Scrap"), ("is_scrap_item", 1)):
		if meta.has_field(field):
			return {field: value}
	return {}


def waste_filters(doctype: str) -> list[list[object]]:
	"""Return the filters, any of which tells a row that is scrap or a by-product, in the spelling of this version."""
	kinds = ["in", ["Scrap", "By-Product"]]
	spellings = {
		"is_scrap_item": ["=", 1],
		"is_legacy_scrap_item": ["=", 1],
		"secondary_item_type": kinds,
		"type": kinds,
	}
	meta = frappe.get_meta(doctype)
	return [[field, *condition] for field, condition in spellings.items() if meta.has_field(field)]


def scrap_table() -> str:
	"""Return the field of a BOM for what it makes besides."""
	return "secondary_items" if frappe.get_meta("BOM").has_field("secondary_items") else "scrap_items"


def offered_batches(work_order: str, item_code: str, warehouse: str) -> Mapping[str, float]:
	"""Return the quantity of each batch that ERPNext proposes as transferred for the Work Order.

	Empty in versions of ERPNext that propose batches in another way.
	"""
	try:
		from erpnext.stock.doctype.stock_entry.stock_entry import get_available_materials
	except ImportError:
		return {}
	material = get_available_materials(work_order).get((item_code, warehouse))
	return material.batch_details if material else {}


def readable_condition(doctype: str, user: str) -> str:
	"""Return the SQL condition for the documents that the user may read, "" for all, for `permission_query_conditions`.

	Frappe doubles its percent signs, for queries with parameters.
	"""
	with without_message():
		return _without_percent(build_match_conditions(doctype, user=user).replace("%%", "%"))


def condition_of_rows(row_doctype: str, doctype: str, user: str | None, field: str = "parent") -> str:
	"""Return the SQL condition for the rows whose `field` names a document that the user may read, "" for all."""
	readable = readable_condition(doctype, user or frappe.session.user)
	names = f"SELECT `tab{doctype}`.name FROM `tab{doctype}` WHERE {readable}"
	return f"`tab{row_doctype}`.{field} IN ({names})" if readable else ""


@contextmanager
def without_message() -> Iterator[None]:
	"""Take the message out that Frappe keeps for the user when the block may not read something, and no other.

	The error is raised all the same.
	"""
	before = list(frappe.local.message_log)
	try:
		yield
	except frappe.PermissionError:
		frappe.local.message_log = before
		raise


def either(words: Iterable[str]) -> str:
	"""Return the words joined by "or", in the user's language; Frappe 16's `comma_or` puts a comma before it, Frappe 15's none."""
	*first, last = words
	return _("{0} or {1}").format(", ".join(first), last) if first else last


def quoted(names: Iterable[str]) -> str:
	"""Return names as a list of SQL texts, in order, for `permission_query_conditions`."""
	return ", ".join(_without_percent(frappe.db.escape(name, percent=False)) for name in sorted(names))


def _without_percent(condition: str) -> str:
	"""Write texts with a percent sign in hexadecimal.

	Version 15 runs the query of a list without parameters, version 16 with them, where a percent sign announces one.
	"""
	return SQL_TEXT.sub(_in_hexadecimal, condition) if "%" in condition else condition


def _in_hexadecimal(text: re.Match[str]) -> str:
	if "%" not in text[0]:
		return text[0]
	plain = ESCAPED.sub(_unescaped, text[0][1:-1])
	return f"_utf8mb4 x'{plain.encode().hex()}'"


def _unescaped(pair: re.Match[str]) -> str:
	return ESCAPES.get(pair[1], pair[1]) if pair[1] else "'"
