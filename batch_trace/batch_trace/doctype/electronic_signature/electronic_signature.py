"""Electronic Signature: who signed which content of a record, when, and what that meant."""

from __future__ import annotations

import frappe
from frappe import _

from batch_trace.batch_trace.append_only import AppendOnly


class ElectronicSignature(AppendOnly):
	"""One signature; `record_hash` is the content signed, `seal` is what the signature itself says."""

	def what_to_do(self) -> str:
		"""Return what whoever wants this signature to be different can do instead."""
		return _("Open the record and sign it there; what was signed before stays as it is.")


def on_doctype_update() -> None:
	"""Add the index by which the signatures of a record are found."""
	frappe.db.add_index("Electronic Signature", ["reference_doctype", "reference_name"], "signed_record")
