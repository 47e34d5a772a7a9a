"""Electronic Signature: who signed which content of a record, when, and what that meant."""

from __future__ import annotations

import frappe
from frappe import _

from batch_trace.batch_trace.append_only import AppendOnly


class ElectronicSignature(AppendOnly):
	"""One signature; `record_hash` is the hash of the signed content, `seal` that of the signature's own facts."""

	def what_to_do(self) -> str:
		"""Return what a user can do instead of changing this signature."""
		return _("To sign again, open the record and sign it there; earlier signatures stay.")


def on_doctype_update() -> None:
	"""Add the index for the signatures of a record."""
	frappe.db.add_index("Electronic Signature", ["reference_doctype", "reference_name"], "signed_record")
