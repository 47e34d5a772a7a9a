"""Batch Numbering Rule: how the batches of some items are numbered."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from batch_trace.control.numbering import counters, drafted, rules


class BatchNumberingRule(Document):
	"""Segments and a sequence, for an item, an item group, a company or everything."""

	def validate(self) -> None:
		"""Refuse a rule that gives no numbers, the same number twice, or numbers that go into no GS1 barcode."""
		if self.item_code:
			self.item_group = None
		drafted.check(self)
		self._check_place()

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""Refuse to merge two rules, whose sequences would give the same numbers."""
		if merge:
			frappe.throw(
				_(
					"Rule {0} cannot be merged with {1}: their sequences would be mixed. Disable it instead."
				).format(
					frappe.bold(frappe.utils.escape_html(old)), frappe.bold(frappe.utils.escape_html(new))
				)
			)

	def on_update(self) -> None:
		"""Let the next number follow the rule as it is now."""
		frappe.clear_document_cache(self.doctype, self.name)

	def on_trash(self) -> None:
		"""Delete its sequences; a rule that has numbered batches can only be disabled, because they link to it."""
		if not frappe.db.exists("Batch", {"numbering_rule": self.name}):
			frappe.db.delete(counters.COUNTER, {"numbering_rule": self.name})

	def _check_place(self) -> None:
		if self.disabled:
			return
		mine = (self.item_code or "", self.item_group or "", self.for_company or "")
		for place in rules.in_force():
			if place.rule != self.name and place[1:] == mine:
				frappe.throw(
					_(
						"Rule {0} is for the same item, item group and company. Disable one of them, or let it be for another one."
					).format(get_link_to_form(self.doctype, place.rule)),
					title=_("Two rules for the same"),
				)
