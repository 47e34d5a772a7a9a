"""Trace Gap: a finding of the check, for someone to explain or close."""

from __future__ import annotations

from frappe.model.document import Document


class TraceGap(Document):
	"""A place where the trace is not complete or not plausible."""
