"""Every difference between the ERPNext and Frappe versions that the app meets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import frappe

from batch_trace.ledger.bulk import bound


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
