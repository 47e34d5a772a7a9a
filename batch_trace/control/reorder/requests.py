"""Makes Material Requests for items whose usable stock is low, in the same way as ERPNext's own job."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from math import ceil

import frappe
from erpnext.stock.reorder_item import notify_errors, send_email_notification
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cint, flt, nowdate

from batch_trace.control.policy import rules
from batch_trace.control.reorder import levels
from batch_trace.control.reorder.levels import Level
from batch_trace.core.terms.quantities import quantity_text
from batch_trace.ledger.jobs import TIMED_OUT

TYPES = {"Transfer": "Material Transfer"}
"""Types of request that have another name in reorder rows than in Material Requests."""


def daily() -> None:
	"""Request what is short, if the settings say so, and notify the same users as ERPNext."""
	if not rules.settings().reorder_on_usable_stock:
		return
	errors: list[str] = []
	made = make(errors)
	if made and cint(frappe.db.get_single_value("Stock Settings", "reorder_email_notify")):
		send_email_notification(_by_company(made))
	if errors:
		notify_errors(errors)


def make(errors: list[str] | None = None) -> list[Document]:
	"""Make one Material Request per company and type of request, and return them.

	An item that cannot be requested is left out; its error is logged and added to `errors`. The projected quantity
	includes what is requested already, so nothing is requested twice.
	"""
	short = {level.item_code for level in levels.read() if level.due}
	if not short:
		return []
	groups: dict[tuple[str, str], list[Level]] = defaultdict(list)
	for level in levels.read(short, lock=True):
		if level.due:
			groups[(level.company, level.request_type)].append(level)
	messages = errors if errors is not None else []
	requests = [
		_of_group(company, kind, group, messages) for (company, kind), group in sorted(groups.items())
	]
	return [doc for doc in requests if doc]


def _by_company(made: Iterable[Document]) -> frappe._dict:
	by_company: dict[str, list[Document]] = {}
	for doc in made:
		by_company.setdefault(doc.company, []).append(doc)
	return frappe._dict(by_company)


def _of_group(company: str, kind: str, group: list[Level], errors: list[str]) -> Document | None:
	"""Make the request with all rows; if that fails, with the rows that can be requested alone."""
	try:
		return _submitted(company, kind, group)
	except TIMED_OUT:
		raise
	except Exception:
		_forget_messages()
	good = [level for level in group if _can_be_requested(company, kind, level, errors)]
	if not good:
		return None
	try:
		return _submitted(company, kind, good)
	except TIMED_OUT:
		raise
	except Exception:
		_log(_("Material Request for {0}").format(company), errors)
		return None


def _can_be_requested(company: str, kind: str, level: Level, errors: list[str]) -> bool:
	frappe.db.savepoint("alone")
	try:
		_submitted(company, kind, [level])
	except TIMED_OUT:
		raise
	except Exception:
		_log(_("Material Request for {0}").format(level.item_code), errors)
		return False
	frappe.db.rollback(save_point="alone")
	return True


def _submitted(company: str, kind: str, group: Collection[Level]) -> Document:
	"""Insert and submit a request; if that fails, undo it and raise the error."""
	frappe.db.savepoint("material_request")
	try:
		doc = frappe.new_doc("Material Request")
		doc.update(
			{
				"company": company,
				"transaction_date": nowdate(),
				"material_request_type": TYPES.get(kind, kind),
				"items": [_row(level) for level in group],
			}
		)
		doc.schedule_date = max(row.schedule_date for row in doc.items)
		doc.flags.ignore_mandatory = True
		doc.insert()
		doc.submit()
		doc.add_comment("Info", _why(group))
	except Exception:
		frappe.db.rollback(save_point="material_request")
		raise
	return doc


def _row(level: Level) -> dict[str, object]:
	"""Return the row of a request, for a purchase in the purchase UOM of the item."""
	item = level.item
	uom, factor = item.stock_uom, 1.0
	if level.request_type == "Purchase" and item.purchase_uom and item.purchase_uom != uom:
		uom = item.purchase_uom
		filters = {"parent": level.item_code, "uom": uom}
		factor = flt(frappe.db.get_value("UOM Conversion Detail", filters, "conversion_factor")) or 1.0
	quantity = level.due / factor
	if frappe.get_cached_value("UOM", uom, "must_be_whole_number"):
		quantity = ceil(quantity)
	return {
		"item_code": level.item_code,
		"item_name": item.item_name,
		"item_group": item.item_group,
		"description": item.description,
		"brand": item.brand,
		"qty": quantity,
		"uom": uom,
		"stock_uom": item.stock_uom,
		"conversion_factor": factor,
		"warehouse": level.warehouse,
		"schedule_date": add_days(nowdate(), cint(item.lead_time_days)),
	}


def _why(group: Iterable[Level]) -> str:
	lines = [
		_(
			"{0}: {1} {2} are projected in {3}, but only {4} of them are usable. The reorder level is {5}."
		).format(
			level.item_code,
			quantity_text(level.projected),
			_(level.item.stock_uom),
			level.group,
			quantity_text(level.usable),
			quantity_text(level.level),
		)
		for level in group
	]
	return "<br>".join(frappe.utils.escape_html(line) for line in lines)


def _log(title: str, errors: list[str]) -> None:
	messages = [
		frappe.as_json({"message": frappe._dict(entry).message}) for entry in frappe.get_message_log()
	]
	errors.extend(messages or [frappe.as_json({"message": frappe.get_traceback()})])
	frappe.log_error(title)
	_forget_messages()


def _forget_messages() -> None:
	frappe.clear_messages()
