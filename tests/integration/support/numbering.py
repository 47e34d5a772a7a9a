"""Numbering rules for the tests, and items whose batches they number."""

from __future__ import annotations

import frappe
from frappe.utils import getdate

from tests.integration.support.plant import STORES, SUPPLIER, make, make_item

DAY = {"kind": "Date", "date_form": "YYMMDD"}
COUNT = {"kind": "Sequence", "width": 3}


def text(value: str) -> dict:
	"""Return a segment of text."""
	return {"kind": "Text", "text": value}


def rule(*segments: dict, **values: object):
	"""Save a rule; without segments, its numbers are a letter, the day and a count such as N261130-001.

	Its letters are its own, so that what other tests have counted does not matter.
	"""
	name = frappe.generate_hash(length=6).upper()
	segments = segments or (text(f"{name[:3]}-"), DAY, text("-"), COUNT)
	return make(
		"Batch Numbering Rule", rule_name=f"Rule {name}", **{"gs1_safe": 1, **values}, segments=[*segments]
	)


def item(**values: object) -> str:
	"""Return a new item with batches that ERPNext would not number."""
	return make_item(f"NUM-{frappe.generate_hash(length=6).upper()}", has_batch_no=1, **values).name


def ruled(*segments: dict, **values: object) -> tuple[str, str]:
	"""Return a new item with a rule of its own, and how the numbers of the rule begin if no segments are given."""
	code = item()
	made = rule(*segments, item_code=code, **values)
	first = made.segments[0].text or ""
	return code, f"{first}{getdate():%y%m%d}-"


def receipt(code: str, *quantities: float, **row: object) -> dict:
	"""Return the values of a Purchase Receipt with rows that name no batch."""
	rows = [{"item_code": code, "qty": qty, "rate": 1, "warehouse": STORES, **row} for qty in quantities]
	return {"supplier": SUPPLIER, "items": rows}


def numbers_of(voucher) -> list[str]:
	"""Return the batches that the ledger says came in, row by row."""
	filters = {"voucher_no": voucher.name, "direction": "In"}
	events = frappe.get_all("Trace Event", {"voucher_no": voucher.name}, pluck="name")
	return frappe.get_all(
		"Trace Entry",
		{"event": ["in", events], "direction": filters["direction"]},
		pluck="batch_no",
		order_by="name",
	)
