"""Batch Numbering Counter: the last number of a sequence of a Batch Numbering Rule."""

from __future__ import annotations

import frappe
from frappe.model.document import Document


class BatchNumberingCounter(Document):
	"""A sequence; only `control/numbering/counters.py` counts."""


def on_doctype_update() -> None:
	"""Let each sequence of a rule have one row, so that two who begin it at once count on from each other."""
	frappe.db.add_unique("Batch Numbering Counter", ["numbering_rule", "scope"], "sequence_unique")
