"""Batch Attribute: the type of an attribute, its limits, and what is inherited of it."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from batch_trace.control.loosening import permission
from batch_trace.control.policy import attribute_values, attribute_words
from batch_trace.core.terms import attributes as at
from batch_trace.core.terms.attributes import NotAValue, number, options, written

DECISIVE = ("inheritance", "inputs_without", "disabled")
"""Fields by which conditions stop less or other batches than before."""


class BatchAttribute(Document):
	"""An attribute that batches have beyond ERPNext's own fields."""

	def validate(self) -> None:
		"""Refuse what makes no sense, and changes of what values and conditions rest on."""
		self._check_rule()
		self._check_options()
		self._check_limits()
		before = self.get_doc_before_save()
		if before is not None and frappe.db.exists(attribute_values.VALUE, {"attribute": self.name}):
			self._check_changes(before)

	def on_update(self) -> None:
		"""Let every user's next request read it."""
		attribute_values.forget()

	def after_delete(self) -> None:
		"""Let every user's next request know that it is gone."""
		attribute_values.forget()

	def _check_rule(self) -> None:
		allowed = at.RULES_OF[self.value_type]
		if self.inheritance not in allowed:
			frappe.throw(
				_("{0} of type {1} cannot be inherited by the rule {2}. Choose one of these: {3}.").format(
					frappe.bold(escape_html(self.attribute_name)),
					_(self.value_type),
					frappe.bold(_(self.inheritance)),
					", ".join(_(rule) for rule in allowed),
				)
			)
		if self.inputs_without == at.IS_ZERO and self.inheritance != at.BY_SHARE:
			frappe.throw(
				_("{0}: only what is inherited by share can count as zero.").format(
					_(self.meta.get_label("inputs_without"))
				)
			)

	def _check_options(self) -> None:
		if self.value_type != at.SELECT:
			self.options = None
			return
		words = options(self.options or "")
		wrong = [word for word in words if "," in word or word.casefold() == at.NOTHING.casefold()]
		if not words or wrong:
			frappe.throw(
				_(
					"Enter the options, one a line. None of them may contain a comma or be None, which stands for an empty list."
				)
			)
		self.options = "\n".join(words)

	def _check_limits(self) -> None:
		for field in ("minimum", "maximum"):
			if self.value_type != at.NUMBER or not (self.get(field) or "").strip():
				self.set(field, None)
				continue
			try:
				self.set(field, written(number(self.get(field))))
			except NotAValue as error:
				why = attribute_words.no_value(
					attribute_values.of_document(frappe._dict(self.as_dict(), minimum=None, maximum=None)),
					error,
				)
				frappe.throw(f"{_(self.meta.get_label(field))}: {escape_html(why)}")

	def _check_changes(self, before: Document) -> None:
		if self.value_type != before.value_type:
			frappe.throw(
				_("Batches have values of {0} already, so its type stays {1}. Make a new attribute.").format(
					frappe.bold(escape_html(self.name)), _(before.value_type)
				)
			)
		changes = [
			f"{_(self.meta.get_label(field))}: {before.get(field)} → {self.get(field)}"
			for field in DECISIVE
			if (self.get(field) or 0) != (before.get(field) or 0)
		]
		if changes:
			permission.ask(self.doctype, self.name, changes, [])
