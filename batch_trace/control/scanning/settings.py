"""The site's settings about scanners, as the core wants them."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.core.gs1 import Settings
from batch_trace.core.gs1.industries.scale_labels import problem

SETTINGS = "Batch Trace Settings"


def current() -> Settings:
	"""Return the separators and the rules of scale labels that are set."""
	doc = frappe.get_cached_doc(SETTINGS)
	return Settings(separators=_lines(doc, "scan_separators"), scale_rules=_lines(doc, "scale_label_rules"))


def check(doc: Document) -> None:
	"""Refuse separators that are a single letter or digit, and rules that cannot be used."""
	for token in _lines(doc, "scan_separators"):
		if token.isdigit() or (len(token) == 1 and token.isalnum()):
			frappe.throw(
				_(
					"{0} cannot be a separator, because values have it too. Enter what the scanner sends in its place."
				).format(frappe.bold(frappe.utils.escape_html(token)))
			)
	for rule in _lines(doc, "scale_label_rules"):
		if problem(rule):
			frappe.throw(
				_(
					"{0} is not a rule of a scale label. Write 13 signs, such as 23IIIIIVWWWWC: digits, I for the item, one of W, P and N, C at the end."
				).format(frappe.bold(frappe.utils.escape_html(rule)))
			)


def _lines(doc: Document, field: str) -> tuple[str, ...]:
	lines = (line.strip("\r") for line in (doc.get(field) or "").split("\n"))
	return tuple(dict.fromkeys(line.strip() or line for line in lines if line))
