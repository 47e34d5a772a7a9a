"""Certificates to customers: the accepted results of a batch, as the customer has chosen them, each one kept as it was issued.

Our own inspections go before what a supplier certified of the batch. Nothing of the supplier is named.
"""

from __future__ import annotations

from typing import NoReturn

import frappe
from frappe import _
from frappe.utils import escape_html, get_fullname, getdate

from batch_trace.control.certifying import certified_results
from batch_trace.control.certifying.known_results import Known
from batch_trace.control.status import standing
from batch_trace.core.control import statuses as st

ISSUED, CHOICE, CHOSEN = (
	"Customer Certificate",
	"Customer Certificate Choice",
	"Customer Certificate Parameter",
)


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
	known = certified_results.of_batch(batch)
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
