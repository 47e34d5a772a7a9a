"""Corrects what was entered for batches that have moved, and which batches vouchers moved, with a reason and a signature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt

from batch_trace.api.arguments import mapping, rows, text
from batch_trace.control.corrections import facts, recorded, related, right_batches
from batch_trace.control.corrections.lines import Line
from batch_trace.control.corrections.recorded import Recorded
from batch_trace.control.holds import places
from batch_trace.control.status import locks
from batch_trace.ledger.access import check_readable

LINE = ("voucher_type", "voucher_no", "row", "batch", "right_batch")


@frappe.whitelist(methods=["POST"])
def correct(batch: str, changes: str | dict[str, Any], reason: str, password: str | None = None) -> str:
	"""Correct facts of a batch that has moved; return the name of the Batch Correction.

	`changes` maps fields of the Batch (`facts.CORRECTABLE`) to the right values. `password` is needed if the site requires
	signatures.
	"""
	return _correct(text(batch, _("The batch")), changes, _reason(reason), password)


@frappe.whitelist(methods=["POST"])
def correct_many(
	changes: str | dict[str, dict[str, Any]], reason: str, password: str | None = None
) -> list[str]:
	"""Correct facts of several batches, all or none, as those of one receipt; return the Batch Corrections.

	`changes` maps each batch to what `correct` takes for it.
	"""
	given, why = mapping(changes, _("The changes")), _reason(reason)
	if not given:
		frappe.throw(_("Name the batches and what is to be corrected of each."))
	return [_correct(batch, given[batch], why, password) for batch in sorted(given)]


@frappe.whitelist()
def movements(voucher_type: str, voucher_no: str) -> dict[str, list[dict[str, Any]]]:
	"""Return the batches that a submitted voucher moved, by row, and other vouchers that moved the same batches.

	Each movement is a line of `correct_batches`, but for the right batch.
	"""
	doctype, name = _doctype(voucher_type), text(voucher_no, _("The voucher"))
	doc = frappe.get_doc(doctype, name)
	doc.check_permission("read")
	known = recorded.facts_of(doctype, name)
	numbers = {row.name: row.idx for row in doc.get_all_children()}
	moved = [] if known is None or known.stock.is_cancelled else recorded.movements(known)
	hidden = places.elsewhere({each.batch for each in moved})
	shown = [each for each in moved if each.batch not in hidden]
	return {
		"movements": [
			{"voucher_type": doctype, "voucher_no": name, "idx": numbers.get(each.row), **_shown(each)}
			for each in shown
		],
		"others": related.vouchers({each.batch for each in shown}, (doctype, name)),
	}


@frappe.whitelist(methods=["POST"])
def correct_batches(lines: str | list[dict[str, Any]], reason: str, password: str | None = None) -> list[str]:
	"""Correct which batches submitted vouchers moved; return the Batch Corrections, one for each batch concerned.

	Each line: voucher_type, voucher_no, row (name of the voucher's row), batch, right_batch, quantity (stock UOM), and
	warehouse where `movements` names one.
	"""
	given = [_line(line) for line in rows(lines, _("The lines"))]
	if not given:
		frappe.throw(_("Name at least one movement and its right batch."))
	why = _reason(reason)
	locks.lock_first({name for line in given for name in (line.batch, line.right_batch)})
	return right_batches.correct(given, why, password)


def _shown(moved: Recorded) -> dict[str, Any]:
	"""Return a movement as a row, with the warehouse that it left and the one that it reached, None for outside."""
	left, reached = (
		next((place for place, quantity in moved.moved if quantity * sign > 0), None) for sign in (-1, 1)
	)
	facts_of_it = {field: value for field, value in moved._asdict().items() if field != "moved"}
	return {**facts_of_it, "source": left, "target": reached}


def _correct(batch: str, changes: object, why: str, password: str | None) -> str:
	check_readable("Batch", [batch])
	places.check_not_elsewhere([batch])
	return facts.correct(batch, _facts(changes), why, password)


def _reason(reason: str) -> str:
	why = text(reason, _("The reason"))
	if not why:
		frappe.throw(_("Enter a reason: it is kept with the correction."))
	return why


def _line(given: Mapping[str, Any]) -> Line:
	named = {field: text(given.get(field) or "", _("Each line")) for field in LINE}
	if missing := [field for field, value in named.items() if not value]:
		frappe.throw(_("A line lacks {0}.").format(", ".join(missing)))
	_doctype(named["voucher_type"])
	warehouse = text(given.get("warehouse") or "", _("The warehouse"))
	return Line(**named, warehouse=warehouse, quantity=flt(given.get("quantity"), 9))


def _doctype(given: str) -> str:
	named = text(given, _("The voucher type"))
	if not frappe.db.exists("DocType", named):
		frappe.throw(_("There is no voucher type {0}.").format(frappe.bold(frappe.utils.escape_html(named))))
	return named


def _facts(changes: object) -> dict[str, Any]:
	"""Return the changes; nothing but the facts of a batch can be corrected here."""
	values = frappe.parse_json(changes)
	if not isinstance(values, dict) or not values or not set(values) <= set(facts.CORRECTABLE):
		labels = frappe.get_meta("Batch")
		frappe.throw(
			_("These fields can be corrected: {0}.").format(
				", ".join(f"{_(labels.get_label(field))} ({field})" for field in facts.CORRECTABLE)
			)
		)
	return values
