"""Certificate of Analysis: a supplier's certificate for one of its batches, and QA's review of it."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.decisions import certificate_review, certificates
from batch_trace.control.signatures import evidence_files
from batch_trace.control.submitted import only_by_code, record


class CertificateofAnalysis(Document):
	"""In force from its submission until another certificate replaces it. It is evidence and cannot be cancelled."""

	def before_validate(self) -> None:
		"""Drop what a request says in fields that only code writes."""
		only_by_code.restore(self)

	def validate(self) -> None:
		"""Note the SHA-256 of the file, and compare the results with our specification."""
		certificate_review.prepare(self)

	def before_submit(self) -> None:
		"""Refuse a review that the user may not make or has not signed, or in which something is not clear yet."""
		evidence_files.put_down(self)
		certificate_review.check(self)

	def on_submit(self) -> None:
		"""Record the review, and release or stop the batches."""
		record.write(self)
		certificates.carry_out(self)

	def before_update_after_submit(self) -> None:
		"""Refuse changes of a review."""
		frappe.throw(
			_(
				"{0} cannot be changed, because it is evidence. Enter a new Certificate of Analysis that replaces it instead."
			).format(self.name),
			title=_("Enter a new certificate"),
		)

	def before_cancel(self) -> None:
		"""Refuse, because a review is corrected by a certificate that replaces it."""
		frappe.throw(
			_(
				"{0} cannot be cancelled, because it is evidence. Enter a new Certificate of Analysis that replaces it instead."
			).format(self.name),
			title=_("Enter a new certificate"),
		)

	def on_trash(self) -> None:
		"""Refuse, unless it is a draft."""
		if not self.docstatus.is_draft():
			self.before_cancel()
