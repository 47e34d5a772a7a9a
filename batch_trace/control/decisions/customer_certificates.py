"""Certificates to customers: the accepted results of a batch, as the customer has chosen them, each one kept as it was issued.

Our own inspections go before what a supplier certified of the batch. Nothing of the supplier is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, escape_html, flt, get_fullname, getdate

from batch_trace.control.certificates import records
from batch_trace.control.decisions import inspections
from batch_trace.control.decisions.inspections import READINGS
from batch_trace.control.status import standing
from batch_trace.core.control import statuses as st
from batch_trace.core.terms.quantities import quantity_text

ISSUED, CHOICE, CHOSEN = (
	"Customer Certificate",
	"Customer Certificate Choice",
	"Customer Certificate Parameter",
)
INSPECTION = "Quality Inspection"


class Known(NamedTuple):
	"""An accepted result of a batch: what a certificate prints of it, and where it comes from."""

	parameter: str
	result: str
	specification: str
	method: str
	source_doctype: str
	source_name: str


def issue(batch: str, customer: str) -> str:
	"""Issue a certificate of a released batch to a customer; return its name.

	Raises:
		frappe.ValidationError: the batch is not released, or lacks a result that the customer wants.
	"""
	_check_released(batch)
	of_batch = frappe.db.get_value(
		"Batch", batch, ["item", "item_name", "manufacturing_date", "expiry_date"], as_dict=True
	)
	doc = frappe.get_doc(
		{
			"doctype": ISSUED,
			"customer": customer,
			"customer_name": frappe.db.get_value("Customer", customer, "customer_name"),
			"batch": batch,
			"item_code": of_batch.item,
			"item_name": of_batch.item_name,
			"manufacturing_date": of_batch.manufacturing_date,
			"expiry_date": of_batch.expiry_date,
			"issued_on": getdate(),
			"issued_by": get_fullname(frappe.session.user),
			"results": [known._asdict() for known in _chosen(batch, customer, of_batch.item)],
		}
	)
	doc.flags.is_by_code = True
	doc.insert()
	doc.flags.ignore_permissions = True
	doc.submit()
	return doc.name


def _check_released(batch: str) -> None:
	status = standing.read([batch])[batch].verdict().status
	if status != st.RELEASED:
		frappe.throw(
			_(
				"Batch {0} is {1}: certificates are issued of released batches only. QA releases it first."
			).format(frappe.bold(escape_html(batch)), frappe.bold(_(status))),
			title=_("Not released"),
		)


def _chosen(batch: str, customer: str, item_code: str) -> list[Known]:
	"""Return the results that the customer wants, in the customer's order; all of them if there is no choice."""
	known = _known(batch)
	wanted = _choice_of(customer, item_code) or list(known)
	missing = [parameter for parameter in wanted if parameter not in known]
	if missing or not known:
		_refuse_missing(batch, customer, missing)
	return [known[parameter] for parameter in wanted]


def _choice_of(customer: str, item_code: str) -> list[str]:
	"""Return the customer's parameters for the item, else those for all items."""
	for item in (item_code, ["is", "not set"]):
		if choice := frappe.db.get_value(CHOICE, {"customer": customer, "item_code": item}):
			rows = {"parent": choice, "parenttype": CHOICE}
			return frappe.get_all(CHOSEN, rows, pluck="parameter", order_by="idx", limit_page_length=0)
	return []


def _known(batch: str) -> dict[str, Known]:
	"""Return the accepted result of each parameter: our newest inspection's, else those of the supplier's certificates."""
	known: dict[str, Known] = {}
	for result in _certified(batch):
		earlier = known.get(result.parameter)
		both = earlier and earlier.result != result.result
		known[result.parameter] = (
			result._replace(result=f"{earlier.result}; {result.result}") if both else result
		)
	return known | {result.parameter: result for result in _inspected(batch)}


def _certified(batch: str) -> Iterator[Known]:
	"""Yield what the accepted certificates of the batch say of our parameters."""
	certified = records.of_batches([batch]).get(batch, [])
	accepted = [c.name for each in certified if each.is_accepted for c in each.certificates]
	for name in dict.fromkeys(accepted):
		for row in frappe.get_doc(records.CERTIFICATE, name).readings:
			if row.our_parameter:
				result = " ".join(filter(None, (cstr(row.value), cstr(row.unit))))
				method, limits = cstr(row.method), cstr(row.limits)
				yield Known(row.our_parameter, result, limits, method, records.CERTIFICATE, name)


def _inspected(batch: str) -> Iterator[Known]:
	"""Yield the readings of the batch's accepted inspections, the newest last."""
	accepted = [i for i in inspections.of_batches([batch]).get(batch, []) if i.releases]
	for inspection in sorted(accepted, key=lambda i: (i.at, i.name)):
		for row in frappe.get_doc(INSPECTION, inspection.name).readings:
			if result := _reading(row):
				yield Known(row.specification, result, _limits(row), "", INSPECTION, inspection.name)


def _reading(row: Document) -> str:
	"""Return the readings of a row, joined."""
	fields = READINGS[1:] if cint(row.numeric) else READINGS
	return ", ".join(value for field in fields if (value := cstr(row.get(field)).strip()))


def _limits(row: Document) -> str:
	if cint(row.formula_based_criteria):
		return ""
	if cint(row.numeric):
		return f"{quantity_text(flt(row.min_value))} – {quantity_text(flt(row.max_value))}"
	return cstr(row.value)


def _refuse_missing(batch: str, customer: str, missing: list[str]) -> NoReturn:
	if not missing:
		frappe.throw(
			_(
				"Batch {0} has no accepted results: inspect it, or have the supplier's certificate accepted."
			).format(frappe.bold(escape_html(batch)))
		)
	frappe.throw(
		_(
			"{0} wants results that batch {1} does not have: {2}. Inspect the batch, or change the Customer Certificate Choice."
		).format(
			frappe.bold(escape_html(customer)),
			frappe.bold(escape_html(batch)),
			escape_html(", ".join(missing)),
		),
		title=_("Results are missing"),
	)
