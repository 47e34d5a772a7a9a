"""Trace Gap: a finding of the check or of a movement, which users explain or close."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

FINDING = (
	"code",
	"severity",
	"batch",
	"serial_no",
	"item_code",
	"warehouse",
	"company",
	"voucher_type",
	"voucher_no",
	"message",
	"facts",
	"is_repairable",
	"first_seen",
)


class TraceGap(Document):
	"""A place where the trace is not complete or not plausible."""

	def validate(self) -> None:
		"""Refuse changes of the finding itself; users may assign, explain and close it.

		What somebody has written about is evidence: not even the check gives it another text. Nobody says that a gap is settled
		without saying how.
		"""
		before = self.get_doc_before_save()
		if self.status != "Open" and not self.flags.found and not (self.explanation or "").strip():
			frappe.throw(
				_(
					"Enter in Explanation what has been found out, such as where the goods are, before you set the status to {0}."
				).format(_(self.status)),
				title=_("Explanation missing"),
			)
		if before is None or (self.flags.found and before.status == "Open" and not before.explanation):
			return
		for field in FINDING:
			if (self.get(field) or "") != (before.get(field) or ""):
				frappe.throw(
					_(
						"{0} is part of the finding and cannot be changed. Enter your comment in Explanation instead."
					).format(_(self.meta.get_label(field)))
				)
