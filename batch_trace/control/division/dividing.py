"""Decisions that divide a batch by quantity: accepted goods keep its number, what is reworked or rejected gets numbers of its own.

The decision makes the batches of the parts, and moves the goods with one Stock Entry in its own transaction. The entry needs
the right of the user to make Stock Entries; the guard lets it pass because the submitted decision names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html, flt, format_date, get_link_to_form, getdate

from batch_trace.control.division import part_numbers
from batch_trace.control.policy.deciders import DISPOSITION, DIVIDED_BY, DIVIDING_ENTRY
from batch_trace.core.control import division, shelf_life
from batch_trace.core.control.division import Part
from batch_trace.core.terms.quantities import quantity_text
from batch_trace.ledger import locked_balances
from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.sealing import states

DATES = ("manufacturing_date", "expiry_date", "expiry_from", "retest_date")
"""What a part takes over from its batch when it is made; the rest is inherited when its goods arrive."""


def prepare(doc: Document) -> None:
	"""Check the parts of a decision that is saved, and fill in the number and the status of each."""
	if not doc.get("parts"):
		return
	batch = _batch(doc)
	parts = _parts(doc)
	keeps = division.kept(parts)
	_check_outcomes(doc, keeps)
	for row in doc.parts:
		row.item_code = batch.item
		row.status = division.status_of(row.outcome, keeps, doc.decision)
		if row.outcome == keeps:
			row.batch = batch.name
		elif row.batch == batch.name:
			row.batch = None
	leaving = [row for row in doc.parts if row.outcome != keeps]
	part_numbers.fill(doc, leaving, batch.name)
	_check_numbers([row for row in leaving if row.batch], batch.name)


def _batch(doc: Document) -> frappe._dict:
	if len(doc.batches) != 1:
		frappe.throw(
			_(
				"A decision divides one batch by quantity, but names {0}. Make a decision for each batch."
			).format(len(doc.batches)),
			title=_("One batch at a time"),
		)
	[row] = doc.batches
	batch = frappe.db.get_value("Batch", row.batch, ["name", "item"], as_dict=True)
	if frappe.get_cached_value("Item", batch.item, "has_serial_no"):
		frappe.throw(
			_(
				"Batch {0} has serial numbers, so it cannot be divided by quantity alone. Move the serial numbers into a new batch "
				"with a Stock Entry of purpose Repack, and decide on each batch."
			).format(frappe.bold(batch.name))
		)
	return batch


def _parts(doc: Document) -> list[Part]:
	return [
		Part(row.outcome or "", row.warehouse or "", flt(row.qty, 9), row.target_warehouse or "")
		for row in doc.parts
	]


def _check_outcomes(doc: Document, keeps: str) -> None:
	"""Refuse parts that are no division, and a decision that contradicts what keeps the number of the batch."""
	for row in doc.parts:
		if row.outcome not in division.OUTCOMES or flt(row.qty, 9) <= 0:
			frappe.throw(
				_("Row {0} of the parts needs an outcome and a quantity above zero.").format(row.idx),
				title=_("Part is not complete"),
			)
		if row.outcome == keeps and row.target_warehouse not in (None, "", row.warehouse):
			frappe.throw(
				_(
					"Row {0} of the parts keeps the number of the batch and stays in {1}. Clear Move to Warehouse, and move the "
					"goods with a Stock Entry after the decision."
				).format(row.idx, frappe.bold(row.warehouse))
			)
	if len({row.outcome for row in doc.parts}) == 1:
		frappe.throw(
			_("All parts have the outcome {0}, so there is nothing to divide. Remove the parts.").format(
				frappe.bold(_(keeps))
			)
		)
	if doc.decision not in division.DECISIONS[keeps]:
		fitting = _(" or ").join(frappe.bold(_(decision)) for decision in division.DECISIONS[keeps])
		frappe.throw(
			_(
				"The parts with the outcome {0} keep the number of the batch, so the decision on the batch must be {1}, not {2}."
			).format(frappe.bold(_(keeps)), fitting, frappe.bold(_(doc.decision))),
			title=_("Decision contradicts the parts"),
		)


def _check_numbers(numbered: Sequence[Document], mother: str) -> None:
	names = [part_numbers.plain(row.batch) for row in numbered]
	for row in numbered:
		_check_is_free(row, mother, is_twice=names.count(part_numbers.plain(row.batch)) > 1)


def _check_is_free(row: Document, mother: str, *, is_twice: bool = False) -> None:
	if is_twice or frappe.db.exists("Batch", cstr(row.batch)):
		frappe.throw(
			_(
				"Row {0} of the parts: batch {1} exists already or is named twice. Capitals make no difference. Enter another number, "
				"or clear it for the next one below {2}."
			).format(row.idx, frappe.bold(escape_html(cstr(row.batch))), frappe.bold(mother)),
			title=_("Number is taken"),
		)


def check(doc: Document) -> None:
	"""Refuse to divide a batch where the parts are not all that is in stock, or the user may not make Stock Entries.

	The caller has locked the batch.
	"""
	if not doc.get("parts"):
		return
	if not all(frappe.has_permission(DIVIDED_BY, right) for right in ("create", "submit")):
		frappe.throw(
			_(
				"To divide batch {0}, its parts are moved with a Stock Entry, which you may not make. Ask somebody who may make Stock "
				"Entries and decide on batches to submit this decision, or decide on the whole batch."
			).format(frappe.bold(doc.batches[0].batch)),
			frappe.PermissionError,
			title=_("No right to Stock Entries"),
		)
	_check_expiry(doc)
	_check_companies(doc)
	stock = _locked_stock(doc)
	if lines := [*_differences(division.differences(stock, _parts(doc)))]:
		frappe.throw(
			_("The parts of batch {0} are not all that is in stock of it:").format(
				frappe.bold(doc.batches[0].batch)
			)
			+ "<br>"
			+ "<br>".join(lines),
			title=_("Parts do not add up"),
		)


def _check_expiry(doc: Document) -> None:
	"""Refuse to divide an expired batch, which ERPNext does not repack, unless the decision gives it a later date."""
	[row] = doc.batches
	expiry = row.new_expiry_date or frappe.db.get_value("Batch", row.batch, "expiry_date")
	if expiry and shelf_life.is_expired(getdate(expiry), getdate()):
		frappe.throw(
			_(
				"Batch {0} expired on {1}, and what has expired is not divided. Reject the whole batch, or enter a new expiry date for it, and add evidence."
			).format(frappe.bold(row.batch), format_date(expiry)),
			title=_("Batch has expired"),
		)


def _check_companies(doc: Document) -> None:
	keeps = division.kept(_parts(doc))
	moving = {
		place
		for row in doc.parts
		if row.outcome != keeps
		for place in (row.warehouse, row.target_warehouse)
		if place
	}
	companies = {frappe.get_cached_value("Warehouse", place, "company") for place in moving}
	if len(companies) > 1:
		frappe.throw(
			_(
				"The parts that leave batch {0} are in warehouses of several companies: {1}. Divide what each company has by a decision of its own."
			).format(frappe.bold(doc.batches[0].batch), ", ".join(sorted(companies)))
		)


def _locked_stock(doc: Document) -> dict[str, float]:
	"""Return how much of the batch is in each warehouse, as committed now."""
	batch = doc.batches[0].batch
	places = frappe.get_all(
		"Batch Balance",
		{"batch": batch, "warehouse": ["is", "set"]},
		pluck="warehouse",
		order_by=None,
		limit_page_length=0,
	)
	balances = locked_balances.locked({(batch, place) for place in places})
	return {place: quantity for (_batch_no, place), quantity in balances.items()}


def _differences(found: dict[str, tuple[float, float]]) -> Iterator[str]:
	readable = set(UserAccess().readable("Warehouse", list(found)))
	for place, (said, there) in found.items():
		if place not in readable:
			yield _("some of it is in warehouses that you may not read; ask somebody who may.")
			continue
		yield _("{0}: the parts are {1}, in stock are {2}. Correct the quantities.").format(
			frappe.bold(place), quantity_text(said), quantity_text(there)
		)


def carry_out(doc: Document) -> None:
	"""Make the batches of the parts and move the goods into them."""
	if not doc.get("parts"):
		return
	parts = _parts(doc)
	moves = division.leaving(parts)
	rows = [doc.parts[move.part] for move in moves]
	for row in rows:
		_make_batch(doc, row)
	entry = _draft(doc, moves)
	doc.db_set(DIVIDING_ENTRY, entry.name, update_modified=False)
	entry.submit()
	for row in rows:
		_comment(doc, row)


def _make_batch(doc: Document, row: Document) -> None:
	"""Make the batch of a part, with the dates of its batch and the status that was decided."""
	mother = doc.batches[0].batch
	_check_is_free(row, mother)  # the database takes more spellings for one number than `plain` knows
	dates = frappe.db.get_value("Batch", mother, DATES, as_dict=True)
	batch = frappe.get_doc({"doctype": "Batch", "batch_id": row.batch, "item": row.item_code, **dates})
	batch.insert(ignore_permissions=True)
	if batch.name != row.batch:
		frappe.throw(
			_(
				"The batch of row {0} of the parts was named {1}, not {2}. Use numbers without blanks around them."
			).format(row.idx, batch.name, escape_html(row.batch))
		)
	states.set_value("Batch", batch.name, {"quality_status": row.status, "expiry_from": dates.expiry_from})


def _draft(doc: Document, moves: Sequence[division.Move]) -> Document:
	"""Save the Stock Entry that moves the parts out of the batch, with the user's own rights."""
	mother, item = doc.batches[0].batch, doc.parts[0].item_code
	tracked = {"item_code": item, "use_serial_batch_fields": 1}
	rows = [
		{**tracked, "qty": quantity, "s_warehouse": place, "batch_no": mother}
		for place, quantity in division.taken(_parts(doc)).items()
	]
	rows += [
		{
			**tracked,
			"qty": move.quantity,
			"t_warehouse": move.warehouse,
			"batch_no": doc.parts[move.part].batch,
		}
		for move in moves
	]
	company = frappe.get_cached_value("Warehouse", moves[0].warehouse, "company")
	entry = frappe.get_doc(
		{
			"doctype": DIVIDED_BY,
			"purpose": "Repack",
			"company": company,
			"remarks": _("{0} divides batch {1}").format(doc.name, mother),
			"items": rows,
		}
	)
	entry.set_stock_entry_type()
	entry.flags.by_decision = True  # shows no warnings of what this decision allows
	return entry.insert()


def _comment(doc: Document, row: Document) -> None:
	text = _("{0}: {1} of batch {2}, because {3}").format(
		get_link_to_form(DISPOSITION, doc.name),
		frappe.bold(_(row.outcome)),
		get_link_to_form("Batch", doc.batches[0].batch),
		escape_html(row.reason or doc.reason),
	)
	frappe.get_doc("Batch", row.batch).add_comment("Info", text)
