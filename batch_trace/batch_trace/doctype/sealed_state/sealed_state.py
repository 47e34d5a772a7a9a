"""Sealed State: what a record that decides control said, from this moment on."""

from __future__ import annotations

import frappe

from batch_trace.batch_trace.append_only import AppendOnly


class SealedState(AppendOnly):
	"""One state of one document, as JSON; empty if the document was deleted or renamed. The last one is compared by the check."""


def on_doctype_update() -> None:
	"""Add the index for the last state of a document."""
	frappe.db.add_index("Sealed State", ["reference_doctype", "reference_name"], "document_index")
